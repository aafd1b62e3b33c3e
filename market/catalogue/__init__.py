"""The catalogue: cards that a crowd shares, their counts, names and search (design.md, section 6).

vectors.py   what a card says: root, said labels, the class as anyone may read it
crowd.py     the day's snapshot: who sits under which card, who waits
split.py     one step of the tree: which groups may say a label, who falls back, who waits
meter.py     what the studio may ask, answered from the cards alone
steps.py     sizes as they are shown
address.py   the address of a card is its content
order.py     the order within a class, another one for each brand and day
"""
