CREATE TABLE meta (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    format BIGINT NOT NULL,
    lineage TEXT NOT NULL,
    project TEXT NOT NULL,
    environment TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    account TEXT NOT NULL,
    campaign TEXT NOT NULL,
    serial BIGINT NOT NULL DEFAULT 0,
    epoch BIGINT NOT NULL DEFAULT 0,
    budget_cents BIGINT,
    plan_key TEXT NOT NULL,
    takeovers BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE runs (
    epoch BIGINT PRIMARY KEY,
    command TEXT NOT NULL,
    who TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    tool_version TEXT NOT NULL DEFAULT '',
    git_commit TEXT NOT NULL DEFAULT '',
    git_dirty BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE used_plans (
    plan_id TEXT PRIMARY KEY,
    epoch BIGINT NOT NULL REFERENCES runs (epoch),
    used_at TEXT NOT NULL
);
CREATE TABLE resources (
    address TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    mturk_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    attributes TEXT NOT NULL,
    generation BIGINT NOT NULL,
    protect BIGINT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('live', 'gone', 'retired'))
);
CREATE TABLE intents (
    intent_id TEXT PRIMARY KEY,
    op TEXT NOT NULL,
    class TEXT NOT NULL CHECK (class IN ('token', 'guarded', 'absolute', 'one_shot')),
    address TEXT NOT NULL,
    logical_key TEXT NOT NULL,
    generation BIGINT NOT NULL,
    request TEXT NOT NULL,
    token TEXT UNIQUE,
    cost_cents BIGINT NOT NULL DEFAULT 0 CHECK (cost_cents >= 0),
    why TEXT NOT NULL,
    created_epoch BIGINT NOT NULL,
    created_at TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN
        ('planned', 'open', 'done', 'refused', 'uncertain', 'superseded', 'cancelled')),
    reply TEXT,
    CHECK ((class = 'token') = (token IS NOT NULL)),
    CHECK (token IS NULL OR length(token) <= 64)
);
CREATE UNIQUE INDEX one_live_intent ON intents (op, logical_key, generation)
    WHERE status IN ('planned', 'open', 'uncertain') OR (status = 'done' AND class <> 'absolute');
-- Every try of an effect is counted for its token, and every insertion sums the money: without these
-- a campaign of n effects would read n rows n times.
CREATE INDEX tries ON intents (op, logical_key, generation);
CREATE INDEX committed ON intents (cost_cents, status)
    WHERE cost_cents > 0 AND status NOT IN ('refused', 'superseded');
-- Each plan asks what is in doubt: nearly always nothing.
CREATE INDEX in_doubt ON intents (created_at, intent_id) WHERE status IN ('open', 'uncertain');
CREATE TABLE attempts (
    intent_id TEXT NOT NULL REFERENCES intents (intent_id),
    n BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    one_shot BIGINT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    status TEXT NOT NULL DEFAULT 'started' CHECK (status IN
        ('started', 'unsent', 'refused', 'throttled', 'ok', 'unknown')),
    http_status BIGINT,
    request_id TEXT,
    code TEXT,
    turk_code TEXT,
    message TEXT,
    PRIMARY KEY (intent_id, n)
);
CREATE UNIQUE INDEX one_open_attempt ON attempts (intent_id) WHERE status = 'started';
CREATE UNIQUE INDEX one_shot_once ON attempts (intent_id)
    WHERE one_shot = 1 AND status IN ('started', 'ok', 'unknown');
CREATE TABLE journal (
    n BIGINT PRIMARY KEY,
    epoch BIGINT NOT NULL,
    at TEXT NOT NULL,
    statements BYTEA NOT NULL,
    prev_hash TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL UNIQUE
);
CREATE TABLE workers (
    worker_key TEXT PRIMARY KEY,
    worker_id TEXT UNIQUE,
    erased_at TEXT
);
CREATE TABLE deeds (
    intent_id TEXT NOT NULL REFERENCES intents (intent_id),
    address TEXT NOT NULL,
    op TEXT NOT NULL,
    worker_key TEXT REFERENCES workers (worker_key),
    mailing TEXT NOT NULL DEFAULT '',
    amount_cents BIGINT NOT NULL DEFAULT 0 CHECK (amount_cents >= 0),
    why TEXT NOT NULL,
    evidence TEXT NOT NULL,
    at TEXT NOT NULL,
    outcome TEXT NOT NULL DEFAULT 'pending' CHECK (outcome IN ('pending', 'done', 'refused',
        'soft_failure', 'hard_failure', 'uncertain', 'not_done')),
    message TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (intent_id, address)
);
CREATE UNIQUE INDEX once_only ON deeds (address, op)
    WHERE outcome IN ('pending', 'done', 'uncertain', 'hard_failure');
CREATE UNIQUE INDEX never_mail_twice ON deeds (mailing, worker_key)
    WHERE mailing <> '' AND outcome IN ('pending', 'done', 'uncertain');
CREATE TABLE rebuilds (
    at TEXT PRIMARY KEY,
    ended_at TEXT
);
CREATE TABLE rulings (
    intent_id TEXT NOT NULL REFERENCES intents (intent_id),
    n BIGINT NOT NULL,
    worker_key TEXT NOT NULL,
    judgement TEXT NOT NULL CHECK (judgement IN ('happened', 'did_not_happen', 'write_off')),
    who TEXT NOT NULL,
    evidence TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (intent_id, n)
);
