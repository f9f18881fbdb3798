# The limits that portals set.
quota-used-up = the portal's limit on { $title } is used up: { $limit } requests, and the next in { $seconds } s
quota-used-up-hint = Ask again in { $seconds } s; sooner, the portal would refuse.
quota-paused = the portal had too many requests and asked for a pause (429)
quota-slowed = the portal had too many requests and asks to slow down (429)
quota-same = the same request is under way
