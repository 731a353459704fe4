"""Users, and who else may work in their apps."""
