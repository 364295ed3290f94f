"""Decisions of feature coverage: what is counted together, and which parts of the district have too little."""
