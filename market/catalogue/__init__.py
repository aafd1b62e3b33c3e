"""The catalogue: cards that a crowd shares, their counts, names and search (design.md, section 6).

Pure:
vectors.py   what a card says: root, said labels, the class as anyone may read it
crowd.py     the day's snapshot: who sits under which card, who waits
split.py     one step of the tree: which groups may say a label, who falls back, who waits
meter.py     what the studio may ask, answered from the cards alone
steps.py     sizes as they are shown
address.py   the address of a card is its content
order.py     the order within a class, another one for each brand and day
codes.py     the vocabulary's labels as numbers and as words
cards.py     a card as everybody reads it
terms.py     what words mean, by lexicon.py; sought.py: by which terms each label and offer is found
search.py    what somebody looks for, checked; index.py finds it
facets.py    the codes to search by, worded; wording.py: what subjects and codes are called
comparison.py  cards side by side

On the database:
listing.py   who is listed, opened in the worker's memory; jobs.py computes, snapshots.py writes and reads back
shelf.py     the day's cards in a process's memory; queries.py and measuring.py answer from them
people.py    the personas under a card as one brand sees them; saved.py and actions.py: those it keeps
standing.py  where a holder's own persona stands
"""
