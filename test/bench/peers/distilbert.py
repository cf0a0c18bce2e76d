"""An encoder of DistilBERT's shape with random weights in PyTorch: median microseconds for 24 tokens, one thread. Needs torch."""
import statistics
import time

import torch

TOKENS, LAYERS, WIDTH, HEADS, INNER, VOCABULARY = 24, 6, 768, 12, 3072, 30_522
torch.set_num_threads(1)
torch.manual_seed(1)

embedding = torch.nn.Embedding(VOCABULARY, WIDTH)
layer = torch.nn.TransformerEncoderLayer(WIDTH, HEADS, INNER, activation="gelu", batch_first=True)
encoder = torch.nn.TransformerEncoder(layer, LAYERS).eval()
head = torch.nn.Linear(WIDTH, 2)
ids = torch.arange(TOKENS).view(1, -1) * 7919 % VOCABULARY
times = []
with torch.inference_mode():
    for _ in range(25):
        begin = time.perf_counter()
        head(encoder(embedding(ids))[:, 0])
        times.append(time.perf_counter() - begin)
print(1e6 * statistics.median(times[5:]))
