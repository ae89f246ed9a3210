CREATE TABLE lease (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    epoch BIGINT NOT NULL,
    place TEXT NOT NULL,
    until TIMESTAMPTZ NOT NULL
);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$;
CREATE FUNCTION fence_attempts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.epoch <> (SELECT epoch FROM meta) THEN RAISE EXCEPTION 'fenced'; END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION budget_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT budget_cents FROM meta) IS NOT NULL
    AND COALESCE((SELECT SUM(cost_cents) FROM intents
        WHERE cost_cents > 0 AND status NOT IN ('refused', 'superseded')), 0) + NEW.cost_cents
        > (SELECT budget_cents FROM meta)
    THEN RAISE EXCEPTION 'budget exceeded'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fence_attempts BEFORE INSERT ON attempts
    FOR EACH ROW EXECUTE FUNCTION fence_attempts();
CREATE TRIGGER budget_guard BEFORE INSERT ON intents
    FOR EACH ROW WHEN (NEW.cost_cents > 0) EXECUTE FUNCTION budget_guard();
CREATE TRIGGER frozen_request
    BEFORE UPDATE OF op, logical_key, generation, request, token, cost_cents, class ON intents
    FOR EACH ROW EXECUTE FUNCTION refuse('an intent is frozen');
CREATE TRIGGER no_intent_delete BEFORE DELETE OR TRUNCATE ON intents
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('the ledger is append-only');
CREATE TRIGGER no_attempt_delete BEFORE DELETE OR TRUNCATE ON attempts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('the ledger is append-only');
CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('the journal is append-only');
CREATE TRIGGER no_deed_delete BEFORE DELETE OR TRUNCATE ON deeds
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('the ledger is append-only');
CREATE TRIGGER frozen_deed
    BEFORE UPDATE OF intent_id, address, op, worker_key, mailing, amount_cents ON deeds
    FOR EACH ROW EXECUTE FUNCTION refuse('a deed is frozen');
