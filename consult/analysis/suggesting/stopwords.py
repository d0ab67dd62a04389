"""Words that carry no subject, without accents: they are no key word and found no theme."""

from __future__ import annotations

FRENCH = """
a afin ai aie ainsi ait alors apres as assez au aucun aucune aujourd aupres aura aurait auront
aussi autant autre autres autour aux avais avait avant avec avez avoir avoirs avons ayant beaucoup
bien bon bonjour bonne bref c ca car cas ce ceci cela celle celles celui cependant certain certaine
certaines certains ces cet cette ceux chacun chacune chaque chez chose choses ci comme comment
compte concernant contre d dans de deja dela depuis des desormais devons devrait devraient devoir
dit doit doivent donc dont du duquel desquels durant e egalement elle elles en encore enfin
ensuite entre envers est et etaient etais etait etant etc ete etes etre eu eux faire fait faites
faudra faudrait faut falloir fois font g grace h hors hui i ici il ils j je jusqu jusque k l la
laquelle le les lequel lesquelles lesquels leur leurs lors lorsqu lorsque lui m ma mais malgre
meme memes merci mes mettre mieux mis mise moi moins moment mon n ne ni non nos notamment notre
nous on ont or ou oui par parce parfois parmi pas pendant peu peut peuvent plus plusieurs plutot
pour pourquoi pourrait pourraient pouvoir pouvons pres presque puis puisqu puisque q qu quand quant
que quel quelle quelles quelqu quelque quelques quels qui quoi quoiqu quoique r ras rien s sa sans
sauf se selon sera serait seraient seront ses seule seulement si soi soient soit sommes son sont
sous souvent suis suite sur surtout svp t ta tandis tant te tel telle telles tellement tels tes toi
ton toujours tous tout toute toutes travers tres trop tu un une unes uns va vais vers veut veulent
via vis voici voila voir vont vos votre vouloir vous vu w x y z
deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente cent mille dizaine
douzaine quinzaine vingtaine premier premiere premiers premieres second seconde deuxieme troisieme
"""

ENGLISH = """
a about above after again all also although am among an and any are as at be because been before
being between both but by can cannot could did do does doing done during each either else etc even
ever every few for from further get gets had has have having he her here him his how however i if
in into is it its itself just less like made make many may me might more most much must my need
needs neither no nor not now of off often on once one only onto or other others our out over own
per put rather same see she should since so some still such than that the their them then there
these they this those though through thus to too toward towards under until up upon us use very
was we well were what when where whether which while who whom whose why will with within without
would yes yet you your
http https www com html
two three four five six seven eight nine ten twelve first second third
"""

STOPWORDS = frozenset(FRENCH.split() + ENGLISH.split())

LINKING = """
à au aux contre d dans de des du en et l la le les par pour sans sur un une
and at by for from in of on the to with
"""
INNER = frozenset(LINKING.split())
"""Function words that may stand inside a phrase: « aménagement du territoire »."""

DENYING = """
ne n pas jamais aucun aucune rien sans non ni contre nul nulle
not no never none nor cannot without against t
"""
NEGATIONS = frozenset(DENYING.split())
"""Words by which two texts that look alike may say the opposite."""
