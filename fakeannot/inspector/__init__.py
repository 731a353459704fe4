"""The page that shows a fake in a browser: what it is made of, and who may use it.

    page/        the HTML, CSS and JavaScript, served as they are
    assets.py    serves them
    guard.py     refuses what other sites would do with a browser's help
    looking.py   what the page shows, as JSON, read from a world
    past.py      worlds as they were after the latest calls, kept while somebody looks
    news.py      what happened since the page last asked

Its addresses are in `fakeannot.control.inspecting`. What it changes, it changes through the API and
the other addresses below `/__fakeannot/`, as any client does.
"""
