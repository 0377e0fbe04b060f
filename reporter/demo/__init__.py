"""A demo town: reports over ninety days with photos drawn by the program."""
