"""The reference step in PyTorch: median milliseconds of forward and backward, one thread. Needs python3 and torch."""
import statistics
import sys
import time

import torch
import torch.nn.functional as F

BATCH, TOKENS, WIDTH, BLOCKS, VOCABULARY = 64, 12, 64, 3, 20_000
torch.set_num_threads(1)
torch.manual_seed(1)

embedding = torch.nn.Embedding(VOCABULARY, WIDTH, sparse=True)
convolutions = torch.nn.ModuleList(torch.nn.Conv1d(WIDTH, WIDTH, 3, padding=1) for _ in range(BLOCKS))
head = torch.nn.Linear(2 * WIDTH, 2)
parameters = [*embedding.parameters(), *convolutions.parameters(), *head.parameters()]
ids = (torch.arange(BATCH * TOKENS) * 7919 % VOCABULARY).view(BATCH, TOKENS)
labels = torch.arange(BATCH) % 2


def step():
    x = embedding(ids).transpose(1, 2)
    for convolution in convolutions:
        x = F.relu(convolution(x)) + x
    pooled = torch.cat([x.amax(2), x.mean(2)], 1)
    F.cross_entropy(head(pooled), labels, reduction="sum").backward()
    for parameter in parameters:
        parameter.grad = None


for _ in range(30):
    step()
times = []
for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 60):
    start = time.perf_counter()
    step()
    times.append(1000 * (time.perf_counter() - start))
print(statistics.median(times))
