# The demo portals; what they answer is in French, as real ones do.
demo-on-port = demo on port { $port }
demo-cannot-listen = it cannot listen there ({ $error })
demo-another-port = Choose another with --port, or leave it out for any free one.
