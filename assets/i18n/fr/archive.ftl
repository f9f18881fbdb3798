# Les archives, et ce qu’elles contiennent.
