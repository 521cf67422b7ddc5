"""The pages of the mediation room, the same for both sides and the mediator; each comes in by a door of its own."""
