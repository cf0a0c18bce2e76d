"""An encoder of DistilBERT's shape with random weights in PyTorch: median microseconds for 24 tokens, one thread. Needs torch.

The matrices go through oneDNN where the build has it: some builds multiply with reference BLAS otherwise, ten times slower.
"""
import statistics
import time

import torch
from torch.utils import mkldnn

TOKENS, LAYERS, WIDTH, HEADS, INNER, VOCABULARY = 24, 6, 768, 12, 3072, 30_522
ROUNDS, WARM_UP = 25, 5
torch.set_num_threads(1)
torch.manual_seed(1)


class Layer(torch.nn.Module):
    """Attention and two dense layers, each with a skip and a normalisation after it (Vaswani et al. 2017)."""

    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.out = (torch.nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.inner, self.outer = torch.nn.Linear(WIDTH, INNER), torch.nn.Linear(INNER, WIDTH)
        self.norms = torch.nn.ModuleList(torch.nn.LayerNorm(WIDTH) for _ in range(2))

    def forward(self, x):
        query, key, value = (f(x).view(TOKENS, HEADS, -1).transpose(0, 1) for f in (self.query, self.key, self.value))
        weights = torch.softmax(query @ key.transpose(1, 2) / (WIDTH / HEADS) ** 0.5, -1)
        x = self.norms[0](x + self.out((weights @ value).transpose(0, 1).reshape(TOKENS, WIDTH)))
        return self.norms[1](x + self.outer(torch.nn.functional.gelu(self.inner(x))))


def microseconds(layers):
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        x = embedding(ids)
        for layer in layers:
            x = layer(x)
        head(x[0])
        times.append(time.perf_counter() - begin)
    return 1e6 * statistics.median(times[WARM_UP:])


embedding, head = torch.nn.Embedding(VOCABULARY, WIDTH), torch.nn.Linear(WIDTH, 2)
ids = torch.arange(TOKENS) * 7919 % VOCABULARY
layers = [Layer().eval() for _ in range(LAYERS)]
if torch.backends.mkldnn.is_available():
    layers = [mkldnn.to_mkldnn(layer) for layer in layers]
with torch.no_grad():
    print(microseconds(layers))
