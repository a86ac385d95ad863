"""The submit protocol, explored exhaustively.

One client, one network, one exchange, in every order in which their events can come: the request or
the answer is lost or late, the engine's queue holds the order back, it fills or is cancelled before
anybody looks, history lags, clocks differ, reads fail, the program is killed and started again, and
the trader confirms anew as soon as the program lets him.

The client's side is the program's own: `Resolver` and `look` decide what is asked, when, and what
it proves; `classify`, `follow` and `filled_by` what an answer makes of the intent; the journal's
table what a crash leaves. So a change to any of them changes what is explored here. `rule` drives
them, `protocol` holds the moves of the world, `search` explores, `policies` names our way and the
ways that are known to be wrong.

Time goes in ticks of half a second; a state holds only distances in time, so there is no horizon:
what is explored is every run of any length. Where an event of the exchange and a look of ours fall
on the same tick, the exchange's comes first if it is at its bound, and either may if it is not.
"""
