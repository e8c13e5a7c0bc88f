"""One file a change of the tables, in one chain.

Nothing is released yet: who adds a column today adds it to the file of their slice (0002_roll …)
beside their tables.py. After the first release every change is a file of its own that runs
after the last one (`down_revision`), because halls keep their databases.
"""
