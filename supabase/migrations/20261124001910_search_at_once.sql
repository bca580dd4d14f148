-- New names are found by the index itself, not in a list of what is still to be sorted into it.
alter index private.college_names_city set (fastupdate = off);
alter index private.college_names_names set (fastupdate = off);
