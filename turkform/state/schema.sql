CREATE TABLE meta (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    format INTEGER NOT NULL,
    lineage TEXT NOT NULL,
    project TEXT NOT NULL,
    environment TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    account TEXT NOT NULL,
    campaign TEXT NOT NULL,
    serial INTEGER NOT NULL DEFAULT 0,
    epoch INTEGER NOT NULL DEFAULT 0,
    budget_cents INTEGER
);
CREATE TABLE runs (
    epoch INTEGER PRIMARY KEY,
    command TEXT NOT NULL,
    who TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT
);
CREATE TABLE resources (
    address TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    mturk_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    attributes TEXT NOT NULL,
    generation INTEGER NOT NULL,
    protect INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('live', 'gone', 'retired'))
) WITHOUT ROWID;
CREATE TABLE intents (
    intent_id TEXT PRIMARY KEY,
    op TEXT NOT NULL,
    class TEXT NOT NULL CHECK (class IN ('token', 'guarded', 'absolute', 'one_shot')),
    address TEXT NOT NULL,
    logical_key TEXT NOT NULL,
    generation INTEGER NOT NULL,
    request TEXT NOT NULL,
    token TEXT UNIQUE,
    cost_cents INTEGER NOT NULL DEFAULT 0 CHECK (cost_cents >= 0),
    why TEXT NOT NULL,
    created_epoch INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN
        ('planned', 'open', 'done', 'refused', 'uncertain', 'superseded', 'cancelled')),
    reply TEXT,
    CHECK ((class = 'token') = (token IS NOT NULL)),
    CHECK (token IS NULL OR length(token) <= 64)
);
CREATE UNIQUE INDEX one_live_intent ON intents (op, logical_key, generation)
    WHERE status IN ('planned', 'open', 'uncertain') OR (status = 'done' AND class <> 'absolute');
CREATE TABLE attempts (
    intent_id TEXT NOT NULL REFERENCES intents (intent_id),
    n INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    one_shot INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    status TEXT NOT NULL DEFAULT 'started' CHECK (status IN
        ('started', 'unsent', 'refused', 'throttled', 'ok', 'unknown')),
    http_status INTEGER,
    request_id TEXT,
    code TEXT,
    turk_code TEXT,
    message TEXT,
    PRIMARY KEY (intent_id, n)
) WITHOUT ROWID;
CREATE UNIQUE INDEX one_open_attempt ON attempts (intent_id) WHERE status = 'started';
CREATE UNIQUE INDEX one_shot_once ON attempts (intent_id)
    WHERE one_shot = 1 AND status IN ('started', 'ok', 'unknown');
CREATE TRIGGER fence_attempts BEFORE INSERT ON attempts
    WHEN NEW.epoch <> (SELECT epoch FROM meta)
    BEGIN SELECT RAISE(ABORT, 'fenced'); END;
CREATE TRIGGER frozen_request
    BEFORE UPDATE OF op, logical_key, generation, request, token, cost_cents, class ON intents
    BEGIN SELECT RAISE(ABORT, 'an intent is frozen'); END;
CREATE TRIGGER no_intent_delete BEFORE DELETE ON intents
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER no_attempt_delete BEFORE DELETE ON attempts
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER budget_guard BEFORE INSERT ON intents
    WHEN NEW.cost_cents > 0 AND (SELECT budget_cents FROM meta) IS NOT NULL
    AND COALESCE((SELECT SUM(cost_cents) FROM intents
        WHERE status NOT IN ('refused', 'superseded', 'cancelled')), 0) + NEW.cost_cents
        > (SELECT budget_cents FROM meta)
    BEGIN SELECT RAISE(ABORT, 'budget exceeded'); END;
