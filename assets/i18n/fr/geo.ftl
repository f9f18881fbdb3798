# Les formats de cartes.
