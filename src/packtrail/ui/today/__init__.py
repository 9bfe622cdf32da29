"""今日: what is due, how full the floor is, what nobody has confirmed yet."""
