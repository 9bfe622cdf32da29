"""期初库存: what stood on the floor on the first day, line by line, until its count sheet is signed."""
