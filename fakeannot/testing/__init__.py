"""What test suites ask of a fake besides its answers: the rules that those rested on."""
