"""Words that people type for one thing, in both languages. Data only: terms.py reads it.

Each line is one thing, named by its first word, which is single; `+` joins the words of an expression, which is
looked for before its words are. Everything is folded (no capitals, no accents). A word stands in one line at most:
what a card says with it must stay one thing, or the search for one finds the other.
"""

ALIKE = """
velo bicyclette bike biking bicycle cycling cycle cyclist cyclisme cycliste vtt ebike
electrique electric vae
running run runner jog jogging footing courir coureur coureuse course+a+pied course+pied
jardin jardinage jardiner jardinier jardiniere garden gardening gardener potager
cuisine cuisiner cuisinier cuisiniere cook cooking kitchen recette recipe gastronomie
bricolage bricoler bricoleur bricoleuse diy handyman
travaux renovation renover renovate renovating chantier
lecture lire lecteur lectrice livre bouquin read reading reader book roman novel
musique musicien musicienne music musician musical
jeu jouer joueur joueuse gamer gaming game jeu+video video+game
cinema film movie serie series tv+show
famille familial family
soin beaute beauty cosmetique cosmetics care bien+etre wellbeing wellness
voyage voyager voyageur voyageuse travel traveller traveler vacances holiday tourisme tourism
lent lentement slow
dehors exterieur plein+air grand+air outdoor outdoors
enfant child children kid gosse
couple duo
seul seule solo alone single
colocation coloc colocataire flatshare flat+share roommate house+share
maison house
domicile a+la+maison at+home around+the+home
appartement appart flat apartment
proprietaire owner homeowner home+owner
locataire tenant renter
salarie salariat salariee employe employee employed emploi job travail travailler work working worker paid+job
independant independante freelance self+employed a+son+compte auto+entrepreneur entreprise company
entrepreneur tete+d+une+entreprise running+a+company
etudiant etudiante etude student
retraite retraitee retired retirement pensioner
voiture car auto automobile vehicule vehicle
moto motorbike motorcycle moped
trottinette kick+scooter
covoiturage car+pool carpool car+pooling
autopartage car+club car+sharing
metro subway underground
transit transport+en+commun public+transport transports
pied foot walk walking walker marcher pieton
ville urbain urbaine citadin citadine city town urban
campagne rural country countryside village
lointain pays+lointain far+off+country loin far
mer plage ocean sea seaside beach
montagne mountain
logement habitation dwelling housing
peniche habitat+leger roulotte boat caravan tiny+house
region regional
ouest west
nordest nord+est north+east northeast
sudest sud+est south+east southeast
sudouest sud+ouest south+west southwest
idf ile+de+france paris parisien parisienne
bretagne breton bretonne brittany
normandie normand normande normandy
bourgogne burgundy
corse corsica
provence paca
overseas outre+mer
internet online en+ligne web e+commerce ecommerce
magasin boutique commerce shop store sur+place in+person
achat acheter achete acheteur buy buyer bought buying purchase shopping
occasion seconde+main second+hand used
neuf neuve new
image photo picture video
actualite news info
ecoute ecouter sons audio sound listening podcast radio
texte text ecrit press presse
cherche chercher recherche look looking seek seeking
reparer repare reparation repair mend mending fix
comparer compare
artisan builder craftsperson
meuble mobilier furniture
electromenager appliance household+appliance
ordinateur computer laptop pc
telephone phone smartphone mobile
formation cours course lesson class training
contrat contract
service prestation
drive retrait+en+magasin click+and+collect
naissance born birth
trajet commute commuting
foyer menage household
commune municipality
passion hobby interest
semaine week weekly hebdomadaire
trimestre quarter trois+mois three+month
"""

ALSO = """
course running
marche pied
lecteur ecoute
trip voyage
chomage -salarie
chomeur -salarie
chomeuse -salarie
unemployed -salarie
jobless -salarie
"""
"""What a word typed may mean beside what it says; `-` is the absence of a thing. Never read into a card."""

_NEXT = "sans pas no not without non ni neither"
_ALL = "rien aucun aucune jamais nothing none never hardly rarely rarement seldom peu few little"
_AROUND = """
a au aux avec aussi c ce ces cet cette d dans de des du e elle en entre et etre font fait faire il ils j je l la le
les leur lui m ma meme mes moi mois mon n ne nee nous on ou par parmi pas personne personnes plus plutot pour presque
qu que quelqu quelque quelques qui s sa se ses si soi son sont sous sur t ta tes ton tous tout toute toutes trop tu un
une vers vous y chez dont moment instant aime aiment aimer vit vivent vivre habite habitent surtout
about all an and any anyone are at by do does ever for from has have her him his i in is it its me month months more
most mostly my of on one or our own people persona personas present somebody someone something anything than that the
their them they this to us was we were who whom whose will with you your
love loves live lives mostly between
euro euros eur ans
"""

DENIES_NEXT = frozenset(_NEXT.split())
"""The next word is what there is not: "sans voiture", "no children"."""
DENIES_ALL = frozenset(_ALL.split())
"""All of it is what there is not: "ne cherche rien", "few trips"."""
NOT_DENYING = ("un peu", "a few", "a little")
SILENT = frozenset(_AROUND.split())
"""Said around a wish, and around what cards say; they carry nothing to look for."""

KINDS = frozenset({"voyage", "sport", "jeux-genre", "musique-style"})
"""Claims whose codes are all kinds of what the claim is called, though one of them has it in its own name."""
