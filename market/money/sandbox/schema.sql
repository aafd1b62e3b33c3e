-- The sandbox is another company's database: it has a schema of its own and no key into ours.
-- Every statement may run again.
CREATE SCHEMA IF NOT EXISTS sandbox;

CREATE TABLE IF NOT EXISTS sandbox.objects (
    seq  bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT objects_seq_unique UNIQUE,
    id   text  CONSTRAINT objects_pk PRIMARY KEY,
    kind text  NOT NULL,
    body jsonb NOT NULL,
    CONSTRAINT objects_body_is_the_object CHECK (body->>'id' = id AND body->>'object' = kind),
    CONSTRAINT objects_refunded_at_most_charged CHECK (
        kind <> 'charge' OR (body->>'amount_refunded')::bigint BETWEEN 0 AND (body->>'amount')::bigint
    )
);
CREATE INDEX IF NOT EXISTS objects_kind_seq ON sandbox.objects (kind, seq);
CREATE INDEX IF NOT EXISTS objects_payment_intent ON sandbox.objects ((body->>'payment_intent'));
CREATE INDEX IF NOT EXISTS objects_metadata ON sandbox.objects USING gin ((body->'metadata') jsonb_path_ops);
CREATE INDEX IF NOT EXISTS objects_open_sessions ON sandbox.objects (((body->>'expires_at')::bigint))
    WHERE kind = 'checkout.session' AND body->>'status' = 'open';
CREATE TABLE IF NOT EXISTS sandbox.idempotency_keys (
    key         text CONSTRAINT idempotency_keys_pk PRIMARY KEY,
    fingerprint text  NOT NULL,
    request_id  text  NOT NULL,
    status      int   NOT NULL,
    body        jsonb NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE IF NOT EXISTS sandbox.endpoint (
    only_one boolean CONSTRAINT endpoint_pk PRIMARY KEY DEFAULT true CONSTRAINT endpoint_only_one CHECK (only_one),
    url      text   NOT NULL,
    secret   text   NOT NULL,
    types    text[] NOT NULL
);

CREATE TABLE IF NOT EXISTS sandbox.deliveries (
    id            bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT deliveries_pk PRIMARY KEY,
    event         text NOT NULL CONSTRAINT deliveries_event_fk REFERENCES sandbox.objects (id) ON DELETE CASCADE,
    status        text NOT NULL CONSTRAINT deliveries_status
                  CHECK (status IN ('due', 'delivered', 'failed', 'dropped')),
    due_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    after_next    boolean NOT NULL DEFAULT false,
    attempts      int NOT NULL DEFAULT 0,
    claimed_until timestamptz,
    answer        text
);
CREATE INDEX IF NOT EXISTS deliveries_due ON sandbox.deliveries (due_at, id) WHERE status = 'due';
CREATE INDEX IF NOT EXISTS deliveries_event ON sandbox.deliveries (event);

CREATE TABLE IF NOT EXISTS sandbox.faults (
    id        bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT faults_pk PRIMARY KEY,
    method    text NOT NULL,
    path      text NOT NULL,
    kind      text NOT NULL,
    seconds   int NOT NULL DEFAULT 0 CONSTRAINT faults_seconds CHECK (seconds >= 0),
    remaining int NOT NULL CONSTRAINT faults_remaining CHECK (remaining >= 0)
);

-- Connected accounts: whose object it is, '' for our own; and the automatic payout that a movement left with.
ALTER TABLE sandbox.objects ADD COLUMN IF NOT EXISTS account text NOT NULL DEFAULT '';
ALTER TABLE sandbox.objects ADD COLUMN IF NOT EXISTS payout text;
CREATE INDEX IF NOT EXISTS objects_account_kind_seq ON sandbox.objects (account, kind, seq);
CREATE INDEX IF NOT EXISTS objects_setup_intent ON sandbox.objects ((body->>'setup_intent'))
    WHERE kind = 'checkout.session';
CREATE INDEX IF NOT EXISTS objects_charge ON sandbox.objects ((body->>'charge')) WHERE kind IN ('refund', 'dispute');
-- One charge pays an intent at most once; a debit that is on its way counts as well.
CREATE UNIQUE INDEX IF NOT EXISTS objects_one_live_charge ON sandbox.objects ((body->>'payment_intent'))
    WHERE kind = 'charge' AND body->>'status' IN ('succeeded', 'pending');
DROP INDEX IF EXISTS sandbox.objects_one_paid_charge;

-- What happens by itself, and when (wall time).
CREATE TABLE IF NOT EXISTS sandbox.appointments (
    id      bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT appointments_pk PRIMARY KEY,
    what    text NOT NULL,
    object  text NOT NULL CONSTRAINT appointments_object_fk REFERENCES sandbox.objects (id) ON DELETE CASCADE,
    account text NOT NULL,
    due_at  timestamptz NOT NULL,
    CONSTRAINT appointments_once UNIQUE (what, object)
);
CREATE INDEX IF NOT EXISTS appointments_due ON sandbox.appointments (due_at, id);

-- A second endpoint hears what happens on connected accounts.
ALTER TABLE sandbox.endpoint ADD COLUMN IF NOT EXISTS connect_url text;
ALTER TABLE sandbox.endpoint ADD COLUMN IF NOT EXISTS connect_secret text;
ALTER TABLE sandbox.endpoint ADD COLUMN IF NOT EXISTS connect_types text[];
ALTER TABLE sandbox.deliveries ADD COLUMN IF NOT EXISTS connect boolean NOT NULL DEFAULT false;

-- Payment methods were kept in a form of our own once; this is Stripe's.
UPDATE sandbox.objects SET body = body || jsonb_build_object(
    'allow_redisplay', 'unspecified', 'customer', null, 'customer_account', null, 'metadata', '{}'::jsonb,
    'billing_details', jsonb_build_object('email', null, 'name', null, 'phone', null, 'tax_id', null, 'address',
        jsonb_build_object('city', null, 'country', null, 'line1', null, 'line2', null, 'postal_code', null,
                           'state', null)),
    'card', jsonb_build_object(
        'brand', body->'card'->'brand', 'display_brand', body->'card'->'brand', 'last4', body->'card'->'last4',
        'country', body->'card'->'country', 'exp_month', body->'card'->'expires'->0,
        'exp_year', body->'card'->'expires'->1, 'fingerprint', null, 'funding', 'credit', 'generated_from', null,
        'regulated_status', 'unregulated', 'wallet', null,
        'checks', jsonb_build_object('address_line1_check', null, 'address_postal_code_check', null,
                                     'cvc_check', 'pass'),
        'networks', jsonb_build_object('available', jsonb_build_array(body->'card'->'brand'), 'preferred', null),
        'three_d_secure_usage', jsonb_build_object('supported', true)))
WHERE kind = 'payment_method' AND body->'card' ? 'expires';
