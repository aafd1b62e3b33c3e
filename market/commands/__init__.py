"""Commands of the people who run the market, for a terminal or for cron.

    0   done
    1   refused, or not configured; nothing was changed
    2   the command line is wrong
    3   it was done before: there is nothing to do
    4   it is too early
    75  the database is away (EX_TEMPFAIL): try again later

Tables and answers go to standard output, progress bars and problems to standard error; without a terminal there
are no bars.
"""
