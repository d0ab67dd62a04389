"""Groups of near vectors: a graph of neighbours, then Louvain, which finds their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from random import Random

import numpy as np

from consult.analysis.suggesting.vectors import Matrix

Graph = list[dict[int, float]]
"""For each node the weight of the edge to its neighbours, both ways; to itself, its own."""

BLOCK = 400
ROUNDS = 50
SETTLED = 0.001
GAIN = 1e-9
TRIES = 10
VISITS = 4000
"""Louvain depends on the order of its visits: it is tried ten times up to 400 nodes."""


def clusters(vectors: Matrix, *, neighbours: int, resolution: float, seed: int) -> list[int]:
    """The group of each row, numbered from the largest; the same for the same seed."""
    graph = neighbour_graph(vectors, neighbours)
    return best_communities(graph, resolution=resolution, seed=seed)


def best_communities(graph: Graph, *, resolution: float, seed: int) -> list[int]:
    """Of several orders of visit, what parts the graph best; fewer where it is large."""
    tries = max(1, min(TRIES, VISITS // max(1, len(graph))))
    found = (
        communities(graph, resolution=resolution, seed=seed + number) for number in range(tries)
    )
    return max(found, key=lambda one: modularity(graph, one, resolution))


def modularity(graph: Graph, community: Sequence[int], resolution: float) -> float:
    """How much more weight is inside the communities than chance would put there."""
    inside, total = 0.0, 0.0
    degree: dict[int, float] = defaultdict(float)
    for node, edges in enumerate(graph):
        home = community[node]
        for other, weight in edges.items():
            held = 2 * weight if other == node else weight
            degree[home] += held
            total += held
            inside += held if community[other] == home else 0.0
    if not total:
        return 0.0
    return inside / total - resolution * sum(held * held for held in degree.values()) / total**2


def neighbour_graph(vectors: Matrix, neighbours: int) -> Graph:
    """Each row linked to those nearest to it; rows that have nothing in common are not."""
    number = len(vectors)
    rows = vectors.astype(np.float32)
    graph: Graph = [{} for _ in range(number)]
    wanted = min(neighbours, number - 1)
    if wanted < 1:
        return graph
    for begin in range(0, number, BLOCK):
        near = rows[begin : begin + BLOCK] @ rows.T
        near[np.arange(len(near)), np.arange(len(near)) + begin] = -1
        nearest = np.argpartition(-near, wanted - 1, axis=1)[:, :wanted]
        for offset, others in enumerate(nearest.tolist()):
            one = begin + offset
            for other in others:
                weight = float(near[offset, other])
                if weight > 0:
                    graph[one][other] = graph[one].get(other, 0.0) + weight
                    graph[other][one] = graph[other].get(one, 0.0) + weight
    return graph


def communities(graph: Graph, *, resolution: float, seed: int) -> list[int]:
    """Louvain: the community of each node, numbered from the largest."""
    random = Random(seed)  # noqa: S311 - an order of visit, not a secret
    community = list(range(len(graph)))
    while graph:
        found = _settled(graph, resolution, random)
        community = [found[one] for one in community]
        number = max(found) + 1
        if number == len(graph):
            break
        graph = _folded(graph, found, number)
    return _from_the_largest(community)


def _settled(graph: Graph, resolution: float, random: Random) -> list[int]:
    """Move nodes one by one to the neighbouring community that gains most, until few move."""
    degree = [sum(edges.values()) + edges.get(node, 0.0) for node, edges in enumerate(graph)]
    scale = resolution / (sum(degree) or 1.0)
    community = list(range(len(graph)))
    total = list(degree)
    order = list(range(len(graph)))
    for _ in range(ROUNDS):
        random.shuffle(order)
        moved = 0
        for node in order:
            home = community[node]
            total[home] -= degree[node]
            best = _best(graph[node], node, home, community, total, scale * degree[node])
            total[best] += degree[node]
            community[node] = best
            moved += best != home
        if moved <= SETTLED * len(graph):
            break
    return _from_the_largest(community)


def _best(
    edges: dict[int, float],
    node: int,
    home: int,
    community: list[int],
    total: list[float],
    pull: float,
) -> int:
    links: dict[int, float] = defaultdict(float)
    for other, weight in edges.items():
        if other != node:
            links[community[other]] += weight
    best, most = home, links[home] - pull * total[home] + GAIN
    for candidate, weight in links.items():
        gain = weight - pull * total[candidate]
        if gain > most:
            best, most = candidate, gain
    return best


def _folded(graph: Graph, community: list[int], number: int) -> Graph:
    """Each community as one node; what was inside becomes its edge to itself."""
    folded: Graph = [{} for _ in range(number)]
    for node, edges in enumerate(graph):
        home = community[node]
        for other, weight in edges.items():
            there = community[other]
            # An inner edge is met from both its ends, an edge to oneself once.
            share = weight / 2 if there == home and other != node else weight
            folded[home][there] = folded[home].get(there, 0.0) + share
    return folded


def _from_the_largest(community: list[int]) -> list[int]:
    size: dict[int, int] = defaultdict(int)
    for one in community:
        size[one] += 1
    rank = {one: index for index, one in enumerate(sorted(size, key=lambda one: -size[one]))}
    return [rank[one] for one in community]
