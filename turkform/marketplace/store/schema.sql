-- One schema for SQLite and PostgreSQL. {serial} becomes each database's own row number.
-- Times are epoch milliseconds, money is cents, flags are 0 or 1, JSON is text.
-- Every table that is paged through has a row number `n`, which is the paging key.

CREATE TABLE IF NOT EXISTS settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- One row per requester and side, so that live and sandbox never see each other's objects.
-- requester_id is the CustomerId (A...), account the 12 digits of the linked AWS account.
CREATE TABLE IF NOT EXISTS requesters (
    requester_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    side TEXT NOT NULL,
    account TEXT NOT NULL,
    available_cents BIGINT NOT NULL,
    held_cents BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    -- 0: the AWS account is not linked to a requester account, every call is refused
    linked INTEGER NOT NULL DEFAULT 1,
    UNIQUE (name, side)
);

CREATE TABLE IF NOT EXISTS access_keys (
    key_id TEXT PRIMARY KEY,
    secret TEXT NOT NULL,
    requester_name TEXT NOT NULL,
    -- the operations that its policy allows, as patterns with commas between: Get*,List*
    actions TEXT NOT NULL DEFAULT '*'
);

CREATE TABLE IF NOT EXISTS workers (
    n {serial},
    side TEXT NOT NULL,
    worker_id TEXT NOT NULL,
    name TEXT,
    email TEXT,
    password_hash TEXT,
    country TEXT,
    subdivision TEXT,
    -- history before this marketplace (control API), added to what happened here
    prior_submitted BIGINT NOT NULL DEFAULT 0,
    prior_approved BIGINT NOT NULL DEFAULT 0,
    submitted BIGINT NOT NULL DEFAULT 0,
    approved BIGINT NOT NULL DEFAULT 0,
    rejected BIGINT NOT NULL DEFAULT 0,
    returned BIGINT NOT NULL DEFAULT 0,
    abandoned BIGINT NOT NULL DEFAULT 0,
    earned_cents BIGINT NOT NULL DEFAULT 0,
    adult INTEGER NOT NULL DEFAULT 0,
    masters INTEGER NOT NULL DEFAULT 0,
    suspended INTEGER NOT NULL DEFAULT 0,
    -- so many mails to this worker are still going to fail for the moment (control API)
    mail_failures BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    UNIQUE (side, worker_id)
);

CREATE TABLE IF NOT EXISTS hit_types (
    n {serial},
    hit_type_id TEXT NOT NULL UNIQUE,
    requester_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    keywords TEXT,
    reward_cents BIGINT NOT NULL,
    assignment_duration_s BIGINT NOT NULL,
    auto_approval_delay_s BIGINT NOT NULL,
    qualification_requirements TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    due_at BIGINT,
    UNIQUE (requester_id, digest)
);
CREATE INDEX IF NOT EXISTS hit_types_by_use ON hit_types (last_used_at, n);
CREATE INDEX IF NOT EXISTS hit_types_due ON hit_types (due_at) WHERE due_at IS NOT NULL;

-- Which HIT types require which qualification type, for ListHITsForQualificationType and disposal.
CREATE TABLE IF NOT EXISTS hit_type_requirements (
    hit_type_id TEXT NOT NULL,
    qualification_type_id TEXT NOT NULL,
    PRIMARY KEY (qualification_type_id, hit_type_id)
);

CREATE TABLE IF NOT EXISTS hits (
    n {serial},
    hit_id TEXT NOT NULL UNIQUE,
    requester_id TEXT NOT NULL,
    hit_type_id TEXT NOT NULL,
    status TEXT NOT NULL,
    review_status TEXT NOT NULL DEFAULT 'NotReviewed',
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    expired INTEGER NOT NULL DEFAULT 0,
    -- the first maximum decides which side of the line of 10 the HIT stays on
    first_max BIGINT NOT NULL,
    max_assignments BIGINT NOT NULL,
    available BIGINT NOT NULL,
    pending BIGINT NOT NULL DEFAULT 0,
    submitted BIGINT NOT NULL DEFAULT 0,
    completed BIGINT NOT NULL DEFAULT 0,
    question TEXT NOT NULL,
    requester_annotation TEXT,
    layout_id TEXT,
    assignment_policy TEXT,
    hit_policy TEXT,
    last_activity_at BIGINT NOT NULL,
    due_at BIGINT
);
CREATE INDEX IF NOT EXISTS hits_of_requester
    ON hits (requester_id, n) WHERE status <> 'Disposed';
CREATE INDEX IF NOT EXISTS hits_by_status
    ON hits (requester_id, status, n) WHERE status IN ('Reviewable', 'Reviewing');
CREATE INDEX IF NOT EXISTS hits_of_type ON hits (hit_type_id, status, n);
CREATE INDEX IF NOT EXISTS hits_open_of_type
    ON hits (hit_type_id, expires_at) WHERE status = 'Assignable';
CREATE INDEX IF NOT EXISTS hits_open ON hits (status, n) WHERE status = 'Assignable';
CREATE INDEX IF NOT EXISTS hits_due ON hits (due_at) WHERE due_at IS NOT NULL;

-- How many HITs of a type are Assignable; store/hits.py keeps it. A database from before this table
-- is counted once.
CREATE TABLE IF NOT EXISTS open_hits (
    hit_type_id TEXT PRIMARY KEY,
    hits BIGINT NOT NULL
);
INSERT INTO open_hits (hit_type_id, hits)
    SELECT hit_type_id, count(*) FROM hits WHERE status = 'Assignable' GROUP BY hit_type_id
    ON CONFLICT (hit_type_id) DO NOTHING;

-- state: Accepted, Submitted, Approved, Rejected, Returned, Abandoned.
CREATE TABLE IF NOT EXISTS assignments (
    n {serial},
    assignment_id TEXT NOT NULL,
    hit_id TEXT NOT NULL,
    requester_id TEXT NOT NULL,
    worker_id TEXT NOT NULL,
    state TEXT NOT NULL,
    reward_cents BIGINT NOT NULL,
    fee_cents BIGINT NOT NULL,
    auto_approval_delay_s BIGINT NOT NULL,
    accepted_at BIGINT NOT NULL,
    deadline_at BIGINT NOT NULL,
    submitted_at BIGINT,
    auto_approval_at BIGINT,
    approved_at BIGINT,
    rejected_at BIGINT,
    ended_at BIGINT,
    answer TEXT,
    feedback TEXT,
    due_at BIGINT
);
CREATE UNIQUE INDEX IF NOT EXISTS assignments_by_id
    ON assignments (assignment_id) WHERE state NOT IN ('Returned', 'Abandoned');
CREATE INDEX IF NOT EXISTS assignments_of_hit ON assignments (hit_id, submitted_at, n);
CREATE INDEX IF NOT EXISTS assignments_of_worker ON assignments (worker_id, n);
CREATE INDEX IF NOT EXISTS assignments_of_worker_and_hit ON assignments (worker_id, hit_id);
CREATE INDEX IF NOT EXISTS assignments_due ON assignments (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE IF NOT EXISTS qualification_types (
    n {serial},
    qualification_type_id TEXT NOT NULL UNIQUE,
    requester_id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    keywords TEXT,
    status TEXT NOT NULL,
    test TEXT,
    test_duration_s BIGINT,
    answer_key TEXT,
    retry_delay_s BIGINT,
    auto_granted INTEGER NOT NULL DEFAULT 0,
    auto_granted_value BIGINT,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    -- set by DeleteQualificationType; the row goes when due_at has passed and no HIT uses it
    disposing_at BIGINT,
    due_at BIGINT
);
CREATE UNIQUE INDEX IF NOT EXISTS qualification_type_names
    ON qualification_types (requester_id, name);
CREATE INDEX IF NOT EXISTS qualification_types_due
    ON qualification_types (due_at) WHERE due_at IS NOT NULL;

-- status: Granted, Revoked.
CREATE TABLE IF NOT EXISTS qualifications (
    n {serial},
    qualification_type_id TEXT NOT NULL,
    worker_id TEXT NOT NULL,
    status TEXT NOT NULL,
    integer_value BIGINT,
    granted_at BIGINT NOT NULL,
    revoked_at BIGINT,
    UNIQUE (qualification_type_id, worker_id)
);
CREATE INDEX IF NOT EXISTS qualifications_of_worker ON qualifications (worker_id, n);
CREATE INDEX IF NOT EXISTS qualifications_listed
    ON qualifications (qualification_type_id, status, n);

-- state: Started (a test is open), Pending, Granted, Rejected.
CREATE TABLE IF NOT EXISTS qualification_requests (
    n {serial},
    request_id TEXT NOT NULL UNIQUE,
    qualification_type_id TEXT NOT NULL,
    requester_id TEXT NOT NULL,
    worker_id TEXT NOT NULL,
    state TEXT NOT NULL,
    test TEXT,
    answer TEXT,
    started_at BIGINT NOT NULL,
    submitted_at BIGINT,
    decided_at BIGINT,
    integer_value BIGINT,
    reason TEXT
);
CREATE INDEX IF NOT EXISTS qualification_requests_pending
    ON qualification_requests (requester_id, n) WHERE state = 'Pending';
CREATE INDEX IF NOT EXISTS qualification_requests_of_worker
    ON qualification_requests (worker_id, qualification_type_id, n);

CREATE TABLE IF NOT EXISTS bonuses (
    n {serial},
    requester_id TEXT NOT NULL,
    hit_id TEXT NOT NULL,
    assignment_id TEXT NOT NULL,
    worker_id TEXT NOT NULL,
    amount_cents BIGINT NOT NULL,
    fee_cents BIGINT NOT NULL,
    reason TEXT NOT NULL,
    granted_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS bonuses_of_hit ON bonuses (hit_id, n);
CREATE INDEX IF NOT EXISTS bonuses_of_assignment ON bonuses (assignment_id, n);
CREATE INDEX IF NOT EXISTS bonuses_of_worker ON bonuses (worker_id, n);

CREATE TABLE IF NOT EXISTS blocks (
    n {serial},
    requester_id TEXT NOT NULL,
    worker_id TEXT NOT NULL,
    reason TEXT,
    created_at BIGINT NOT NULL,
    UNIQUE (requester_id, worker_id)
);

-- kind: NotifyWorkers, or what the service itself writes to a worker (grant, revocation, bonus...).
CREATE TABLE IF NOT EXISTS messages (
    n {serial},
    requester_id TEXT NOT NULL,
    worker_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    sent_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS messages_of_worker ON messages (worker_id, n);

-- What review policies found (kind Result) and did (kind Action); detail is JSON.
CREATE TABLE IF NOT EXISTS review_entries (
    n {serial},
    hit_id TEXT NOT NULL,
    level TEXT NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS review_entries_of_hit ON review_entries (hit_id, n);

CREATE TABLE IF NOT EXISTS notification_settings (
    hit_type_id TEXT PRIMARY KEY,
    requester_id TEXT NOT NULL,
    destination TEXT NOT NULL,
    transport TEXT NOT NULL,
    version TEXT NOT NULL,
    event_types TEXT NOT NULL,
    active INTEGER NOT NULL
);

-- Events that wait for delivery; the destination is the one set when the event happened.
-- state: Waiting, Sent, Failed.
CREATE TABLE IF NOT EXISTS outbox (
    n {serial},
    requester_id TEXT NOT NULL,
    hit_type_id TEXT NOT NULL,
    event_type TEXT NOT NULL,
    hit_id TEXT NOT NULL,
    assignment_id TEXT,
    at BIGINT NOT NULL,
    destination TEXT NOT NULL,
    transport TEXT NOT NULL,
    version TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'Waiting',
    attempts BIGINT NOT NULL DEFAULT 0,
    not_before BIGINT NOT NULL DEFAULT 0,
    sent_at BIGINT,
    failure TEXT
);
CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (n) WHERE state = 'Waiting';

-- Every effect executed, in order: API calls, workers' deeds and what time did.
CREATE TABLE IF NOT EXISTS journal (
    n {serial},
    at BIGINT NOT NULL,
    requester_id TEXT,
    operation TEXT NOT NULL,
    parameters TEXT NOT NULL,
    result TEXT NOT NULL
);

-- Idempotency tokens; a row older than 24 h no longer counts.
CREATE TABLE IF NOT EXISTS tokens (
    requester_id TEXT NOT NULL,
    operation TEXT NOT NULL,
    token TEXT NOT NULL,
    subject TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (requester_id, operation, token)
);
CREATE INDEX IF NOT EXISTS tokens_by_age ON tokens (created_at);

-- Calls of the last second, while the setting requests_per_second limits them; at is real time.
CREATE TABLE IF NOT EXISTS recent_calls (
    requester_id TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS recent_calls_by_age ON recent_calls (at);

CREATE TABLE IF NOT EXISTS layouts (
    layout_id TEXT PRIMARY KEY,
    requester_id TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    frame_height BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS faults (
    n {serial},
    operation TEXT NOT NULL,
    kind TEXT NOT NULL,
    skip BIGINT NOT NULL DEFAULT 0,
    remaining BIGINT NOT NULL,
    arguments TEXT NOT NULL DEFAULT '{}'
);
