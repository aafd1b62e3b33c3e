"""A believable French market made with Faker, the same at each making: `moi seed`, and the first `moi up`.

    plan       who takes part, drawn from a fixed seed          (kinds, answers, companies: what it draws from)
    history    who rented whom, and what came of it             (offers: what brands write)
    agenda     every act under its day and hour  (coming, relating, casting, looking: each the product's own)
    fill       plays it on an empty market while the clock makes up for half a year
    demo       who can sign in, and whether a market has the demo: light, for each start

Every archetype has twenty holders or more, whose card therefore stands; eight personas wait apart (kinds.RARE), so
that what waiting looks like is in the demo too.

The plan is pure; nothing is written but by the actions that pages and API use. What differs from one making to
the next is what the product itself makes at random (ids, keys, salts) and the day on which it was made.
"""
