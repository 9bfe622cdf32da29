"""What an operator or the timer DOES, one act a file; ``ports`` names what the acts need from outside."""
