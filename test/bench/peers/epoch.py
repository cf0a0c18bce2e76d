"""One epoch of the default network in PyTorch, two threads: texts a second. Needs python3 and torch.

usage: epoch.py label-tab-text.tsv dense|sparse
Packed by padding batches of 64 texts, sorted by nothing, as read. Layer norm after each convolution, Adam.
"""
import re
import sys
import time
from collections import Counter

import torch
import torch.nn.functional as F

path, kind = sys.argv[1:3]
WIDTH, BLOCKS, BATCH, MAX_TOKENS = 64, 3, 64, 256
torch.set_num_threads(2)
torch.manual_seed(1)
split = re.compile(r"n't|'\w+|\w+|[^\w\s]").findall
rows = [line.rstrip("\n").split("\t", 1) for line in open(path, encoding="utf8")]
names = sorted({label for label, _ in rows})
texts = [split(text.lower())[:MAX_TOKENS] or ["."] for _, text in rows]
counts = Counter(token for text in texts for token in text)
ids = {token: i + 2 for i, (token, count) in enumerate(counts.most_common(50_000)) if count > 1}
data = [torch.tensor([ids.get(token, 1) for token in text]) for text in texts]
labels = torch.tensor([names.index(label) for label, _ in rows])


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(len(ids) + 2, WIDTH, sparse=kind == "sparse")
        self.convolutions = torch.nn.ModuleList(torch.nn.Conv1d(WIDTH, WIDTH, 3, padding=1) for _ in range(BLOCKS))
        self.norms = torch.nn.ModuleList(torch.nn.LayerNorm(WIDTH) for _ in range(BLOCKS))
        self.head = torch.nn.Linear(2 * WIDTH, len(names))

    def forward(self, tokens):
        mask = (tokens > 0).unsqueeze(2)
        x = self.embedding(tokens) * mask
        for convolution, norm in zip(self.convolutions, self.norms):
            y = norm(convolution(x.transpose(1, 2)).transpose(1, 2))
            x = (F.dropout(F.relu(y), 0.2) + x) * mask
        highest = x.masked_fill(~mask, -1e9).amax(1)
        return self.head(torch.cat([highest, x.sum(1) / mask.sum(1)], 1))


network = Network()
dense = [p for name, p in network.named_parameters() if not name.startswith("embedding")]
optimizers = [torch.optim.Adam(dense, 1e-3)]
table = list(network.embedding.parameters())
optimizers.append(torch.optim.SparseAdam(table, 1e-3) if kind == "sparse" else torch.optim.Adam(table, 1e-3))
order = torch.randperm(len(data)).tolist()
start = time.perf_counter()
for begin in range(0, len(order), BATCH):
    batch = order[begin : begin + BATCH]
    tokens = torch.nn.utils.rnn.pad_sequence([data[i] for i in batch], batch_first=True)
    F.cross_entropy(network(tokens), labels[batch]).backward()
    for optimizer in optimizers:
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
print(len(order) / (time.perf_counter() - start))
