"""From a change on the API server to the first answer: what benchmarks/bed/run measures inside the bed."""
