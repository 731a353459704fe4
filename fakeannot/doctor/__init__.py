"""`fakeannot doctor`: what in an environment keeps calls from the fake, and the cure for each."""
