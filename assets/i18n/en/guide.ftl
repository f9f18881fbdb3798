# How to ask for access.
guide-no-line = the checklist has no such line
guide-lines = It has: { $known }.
guide-either = { $label } * (one of the two)
guide-paste = To write in the form
