/**
 * Which tests hold which line of docs/delivery.md: `folder or file below test/: words of the test's name`, exactly as they stand in the
 * source. The numbers are not reused.
 */
export const HELD_BY: Readonly<Record<string, readonly string[]>> = {
  D1: [
    'delivery/queue.test.ts: answers accepted at once and delivers afterwards',
    'delivery/retry.test.ts: end after max_elapsed_time, counted with their reason',
  ],
  D2: [
    'delivery/queue.test.ts: answers after delivery',
    'delivery/queue.test.ts: is what a queue that is switched off means',
    'delivery/queue.test.ts: gives the data back when retries are exhausted',
  ],
  D3: [
    'delivery/disk/disk-store.test.ts: acknowledges nothing that a failed sync may have lost, and writes nothing more behind it',
    'extensions/file_storage/kill.test.ts: loses nothing it acknowledged when it is killed again and again',
  ],
  D4: [
    'delivery/disk/disk-store.test.ts: syncs each record by itself when told to, and none when told not to',
    'delivery/disk/disk-store.test.ts: keeps it over a kill too, without a clean close',
  ],
  D5: [
    'exporters/file: a write that fails is a retry, is counted, and the next one works',
    'exporters/debug: items are counted and delivered',
    'exporters/prometheus/prometheus.test.ts: counts what it took under',
  ],
  D6: [
    'service/slow-exporter.test.ts: does not let the slow one delay what the other gets',
    'kernel/fan-out.test.ts: lets a slow consumer delay the answer, and nobody else',
  ],
  D7: [
    'service/slow-exporter.test.ts: is refused as a whole while the slow one has no room',
    'kernel/fan-out.test.ts: is told by one full consumer before another has taken the batch',
  ],
  D8: [
    'receivers/otlp/otlp-receiver.test.ts: names the field path of what is wrong',
    'e2e/bad-input/requests.test.ts: after all of this only good spans arrived, and all that were sent',
  ],
  D9: [
    'receivers/otlp/otlp-receiver.test.ts: asks the admission of its pipeline before it reads a body',
    'transport/http-server.test.ts: answers 503 with Retry-After before reading when there is no memory',
  ],
  D10: ['processors/batch: batches wait for the timeout and are sent joined, and each sender gets the outcome'],
  D11: [
    'transport/http-server.test.ts: turns an outcome retry into 503 with Retry-After in whole seconds and RetryInfo',
    'transport/grpc-server.test.ts: turns an outcome retry into UNAVAILABLE with RetryInfo',
  ],
  D12: [
    'delivery/retry.test.ts: grows by the multiplier up to the longest interval',
    'delivery/retry.test.ts: spreads each delay over half to one and a half of itself',
    'delivery/retry.test.ts: never cuts short what the backend asked for',
  ],
  D13: [
    'delivery/state.test.ts: give up after five minutes from memory, and never from disk, unless told',
    'extensions/file_storage/file-storage.test.ts: gives up data that is older than max_age, counted',
  ],
  D14: [
    'delivery/retry.test.ts: opens after five failures in a row and closes with the first success',
    'delivery/retry.test.ts: lets one request at a time through while open',
  ],
  D15: [
    'delivery/retry.test.ts: halves the concurrency, and success raises it again',
    'delivery/retry.test.ts: halves once for all requests of one round, down to one',
  ],
  D16: [
    'delivery/cutting.test.ts: is halved by bytes until the backend takes it',
    'delivery/cutting.test.ts: keeps the smallest figure and forgets it after an hour',
    'delivery/cutting.test.ts: costs only the one item that cannot be cut',
  ],
  D17: [
    'delivery/cutting.test.ts: costs that item alone, with about log2 n refused requests',
    'delivery/cutting.test.ts: loses no good item for up to sixteen bad ones',
  ],
  D18: [
    'delivery/queue.test.ts: keeps the order of arrival with one consumer',
    'delivery/disk/disk-store.test.ts: keeps what is not settled over a restart, with what was on its way at the front',
  ],
  D19: ['delivery/cutting.test.ts: counts what the backend rejected as failed, and logs its message once in a while'],
  D20: [
    'delivery/dead-letter/dead-letter.test.ts: puts the bad span there, and only that',
    'delivery/dead-letter/dead-letter.test.ts: keeps what retries could not deliver',
    'cli/dead-letter.test.ts: shows when, whose, how much and why',
    'cli/dead-letter.test.ts: sends each letter once over %s',
  ],
  D21: ['e2e/bad-input/backends.test.ts: closing in the middle of a request, before and after it read it: sent again'],
  D22: ['extensions/file_storage/kill.test.ts: loses nothing it acknowledged when it is killed again and again'],
  D23: ['service/slow-exporter.test.ts: delivers twice what a sender sends again because it did not wait for the answer'],
  D24: [
    'service/slow-exporter.test.ts: sends the second attempt only to the one that turned the first one down',
    'kernel/fan-out.test.ts: forgets the oldest when very many batches are only half taken',
    'kernel/fan-out.test.ts: does not take another batch of the same length',
  ],
  D25: ['delivery/disk/disk-store.test.ts: sends again, and loses nothing, when the acks are damaged'],
  D26: [
    'telemetry/ledger.test.ts: received = delivered + dropped + failed + in flight after any sequence of entries',
    'telemetry/ledger.test.ts: every state is exposed and losses are also counted by component',
  ],
  D27: ['processors/filter: a span for which any condition is true is dropped and counted, the others pass'],
  D28: ['processors/genai_eval_sampler: lets only selected calls pass with unselected: drop, each drop with its reason'],
  D29: ['processors/genai_redaction: take the item with them when even the replacement fails'],
  D30: ['kernel/fused-walk.test.ts: takes out an item on which redaction throws, whatever threw before'],
  D31: ['delivery/cutting.test.ts: is refused whole in the end when everything is bad, with a bounded number of requests'],
  D32: ['delivery/cutting.test.ts: costs only the one item that cannot be cut'],
  D33: ['delivery/retry.test.ts: end after max_elapsed_time, counted with their reason', 'delivery/retry.test.ts: can be switched off'],
  D34: ['delivery/retry.test.ts: gives up what waited too long, counted as expired'],
  D35: ['delivery/shutdown.test.ts: counts what is left at the deadline as failed, wherever it was'],
  D36: ['delivery/disk/disk-store.test.ts: drops the oldest data when told to, counted, and never silently'],
  D37: [
    'delivery/disk/disk-store.test.ts: passes over a record that is damaged while it runs, counted as failed',
    'delivery/disk/disk-store.test.ts: that can never be read again costs what was on it, counted',
  ],
  D38: ['docs/delivery.test.ts: names every reason in the sources for which items are dropped or failed'],
  D39: ['delivery/accounting.test.ts: every item accepted finds exactly one end, is delivered at most once, and leaves nothing behind'],
  D40: [
    'service/stop.test.ts: is told to the readiness probe at once, refuses new connections, and delivers what was accepted',
    'e2e/bad-input/stop.test.ts: under load: everything acknowledged is delivered once',
  ],
  D41: [
    'service/stop.test.ts: cut short names what could be neither delivered nor kept, by exporter',
    'service/spawned.test.ts: stops with 0 and what it has on disk',
    'service/spawned.test.ts: stops with 1 and names what it could not deliver',
  ],
  D42: [
    'e2e/bad-input/stop.test.ts: twice: the second one cuts the waiting short',
    'service/stop.test.ts: cut short leaves on disk what is there',
  ],
  D43: [
    'service/stop.test.ts: leaves on disk what could not be delivered, loses nothing, and the next start delivers it',
    'extensions/file_storage/file-storage.test.ts: keeps everything over an outage and a restart, and delivers it in order',
  ],
  D44: ['kernel/lifecycle.test.ts: stops in the order of the data, a connector between the pipelines it joins'],
  D45: [
    'service/config-reloader.test.ts: leaves the old config in force when the new one is not valid, with every error and its place in the log',
  ],
  D46: [
    'service/reload.test.ts: keeps the sockets of a receiver, and the connections of its clients',
    'service/reload.test.ts: keeps the queue of an exporter whose settings are the same',
    'kernel/reload-plan.test.ts: makes only the exporter anew whose settings changed',
  ],
  D47: [
    'service/reload.test.ts: lets a replaced exporter deliver what it holds while the new one takes what comes',
    'service/reload.test.ts: lets a removed exporter deliver what it holds',
    'service/reload.test.ts: hands a disk queue over to the exporter that follows, in order and once',
  ],
  D48: [
    'service/reload.test.ts: drains a changed pipeline: what a processor holds is flushed, and its sender answered',
    'kernel/exporter-slot.test.ts: keeps the account of each pipeline over a change of exporters',
  ],
  D49: [
    'service/reload.test.ts: undoes what had been changed already when a receiver cannot listen',
    'service/reload.test.ts: brings a disk queue back when its exporter cannot be replaced',
    'service/reload.test.ts: brings a receiver back that had made way for one that cannot start',
  ],
  D50: ['service/reload-load.test.ts: lose nothing that was acknowledged, refuse no connection, and turn no request away'],
  D51: [
    'service/reload.test.ts: moves a receiver to another address before it leaves the old one',
    'service/reload.test.ts: replaces a receiver at the same address, with the new settings in force',
    'service/reload-load.test.ts: refuse and reset no connection, turn no request away, and lose nothing that was acknowledged',
  ],
  D52: ['kernel/reload-plan.test.ts: names settings that only a restart applies, and none that it follows'],
  D53: [
    'delivery/disk/lock.test.ts: keeps a second living process out, naming the first',
    'extensions/file_storage/file-storage.test.ts: shows the queue of each exporter by itself',
  ],
  D54: [
    'delivery/disk/disk-store.test.ts: cuts a torn tail and keeps the rest',
    'delivery/disk/disk-store.test.ts: starts with empty, garbage and orphaned files in its folder',
  ],
  D55: ['delivery/disk/disk-store.test.ts: is refused by its description, and left as it is'],
  D56: [
    'extensions/file_storage/file-storage.test.ts: answers with a delay while the disk is full, fails its health, and goes on afterwards',
    'delivery/disk/disk-store.test.ts: at the start keeps clients waiting until it can be used',
    'delivery/disk/disk-store.test.ts: whose folder vanished accepts nothing until it has made it anew',
  ],
  D57: [
    'delivery/disk/disk-store.test.ts: can be read by its owner alone',
    'delivery/disk/disk-store.test.ts: must not be a symbolic link, nor a file',
    'delivery/disk/disk-store.test.ts: holds no symbolic link that would be followed',
  ],
  D58: [
    'exporters/prometheus/prometheus.test.ts: adds monotonic deltas up and refuses other deltas by reason',
    'exporters/prometheus/prometheus.test.ts: holds no more series than allowed, refuses new ones by reason',
  ],
  D59: [
    'transport/fairness.test.ts: one connection with many requests holds half of the limit, two hold a third each, and so on',
    'transport/fairness.test.ts: a connection that comes with little finds room whoever was there before',
    'transport/fairness.test.ts: one connection has no more than it leaves free, and the first request of each is let in',
    'e2e/bad-input/greedy.test.ts: with hundreds of large bodies that come slowly on one connection: the others are answered at once',
    'e2e/bad-input/greedy.test.ts: with many connections that each hold a large body: the others are answered at once',
  ],
  D60: ['transport/fairness.test.ts: come in turn by connection'],
  D62: [
    'transport/hand-over.test.ts: answers on a connection that it has once more, closes it then, and leaves new ones to the other',
    'transport/hand-over.test.ts: answers a request in progress, and closes idle connections after ten seconds',
    'transport/hand-over.test.ts: answers calls in progress, and the next one of the same client goes to the other',
    'service/reload-load.test.ts: refuse and reset no connection, turn no request away, and lose nothing that was acknowledged',
  ],
  D74: [
    'processors/memory_limiter/limiter.test.ts: memory is measured between two ticks when a part of the spike has come in, taken or refused',
    'processors/memory_limiter/limiter.test.ts: near the hard limit collections take up to a quarter of the time',
    'e2e/memory.test.ts: stays under the limit with spans of 100 KB, and all goes on when the backend is back',
    'e2e/memory.test.ts: stays under the limit with a thousand connections',
  ],
  D63: [
    'delivery/queue.test.ts: the wait that a backend asks for is told to the sender, and to those who come meanwhile, without another request',
    'delivery/queue.test.ts: waits for a backend that asks for less than a sender waits, and hands a longer wait to the sender',
    'service/partly-refused.test.ts: without a queue a backend',
  ],
  D64: [
    'delivery/queue.test.ts: counts what a backend took of a partly refused request, and leaves the rest to the sender',
    'service/partly-refused.test.ts: is in the ledger with what was taken, and balances',
  ],
  D61: [
    'transport/fairness.test.ts: takes nearly all of the modest, and is kept busy by the greedy',
    'e2e/bad-input/greedy.test.ts: that fills the queue of a slow backend as fast as it is emptied: the others are answered in time',
  ],
  D65: ['delivery/disk/disk-store.test.ts: that syncs slowly does not keep the note of what is delivered waiting'],
  D66: [
    'delivery/disk/disk-store.test.ts: that the queue has filled itself is opened after a kill, and delivered from',
    'delivery/disk/disk-store.test.ts: full at the start for however many attempts is used once there is room',
  ],
  D67: [
    'extensions/file_storage/file-storage.test.ts: tells its account what an earlier life left, and not again when it is replaced by a reload',
    'kernel/exporter-slot.test.ts: counts what it has from an earlier life as received and in flight',
  ],
  D68: ['delivery/disk/large-queue.test.ts: is opened in under a second, whole, with its data left on disk'],
  D69: ['e2e/chaos.test.ts: kills, stops, reloads, bad backends, disks and clocks under load'],
  D70: ['e2e/chaos.test.ts: lose no acknowledged span, and every ledger balances'],
  D71: [
    'e2e/chaos.test.ts: is unavoidable when no answer to an earlier time had come through',
    'e2e/chaos.test.ts: is put down to a late answer when the sender may have given the attempt up before it came',
  ],
  D72: [
    'e2e/chaos.test.ts: is put down to a kill only when that came between the last answer and the next time',
    'e2e/chaos.test.ts: was in flight at a kill from its acknowledgement to the first answer of the backend',
  ],
  D73: ['e2e/chaos.test.ts: kills, stops, reloads, bad backends, disks and clocks under load'],
  D75: ['conformance/compare-delivery.test.ts: loses nothing that it acknowledged when it is killed, as the comparison sets it up'],
};
