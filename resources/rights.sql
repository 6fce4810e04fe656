-- Version 10: what each person's own role may do on a server, so that nobody does more with another program.
--
-- Raise the version with every change below. The owner runs all of it in one transaction, after each migration again
-- (bootstrap/server_rights.py, which fills in {database}, {channel}, {hidden} and {trail}). What the program itself lets a
-- role do is in access/rules.py. Source: docs/adr/0008-several-desks.md.

-- Roles: one for each role of the program, all of them "user"; "known" are the persons whom this program made, and
-- "approver" are the roles that may publish a rota: administrators, and directors while a setting says so (below).

DO $$
DECLARE wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['user', 'known', 'approver', 'administrator', 'clerk', 'director', 'auditor'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{database}_' || wanted) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', '{database}_' || wanted);
    END IF;
  END LOOP;
END $$;
GRANT {database}_user TO {database}_administrator, {database}_clerk, {database}_director, {database}_auditor;
GRANT {database}_approver TO {database}_administrator;

REVOKE ALL ON DATABASE "{database}" FROM PUBLIC;
GRANT CONNECT ON DATABASE "{database}" TO {database}_user;
CREATE SCHEMA IF NOT EXISTS alo183_masked;
REVOKE ALL ON SCHEMA public, alo183_masked FROM PUBLIC, {database}_user;
GRANT USAGE ON SCHEMA public TO {database}_user;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC,
  {database}_user, {database}_approver, {database}_administrator, {database}_clerk, {database}_director,
  {database}_auditor;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC,
  {database}_user, {database}_approver, {database}_administrator, {database}_clerk, {database}_director,
  {database}_auditor;
REVOKE ALL ON ALL ROUTINES IN SCHEMA public FROM PUBLIC,
  {database}_user, {database}_approver, {database}_administrator, {database}_clerk, {database}_director,
  {database}_auditor;

-- Tables: everybody reads them, administrators and clerks write them; then what differs.

GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {database}_administrator, {database}_clerk;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO {database}_user;
GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {database}_administrator, {database}_clerk;

-- Who only looks reads these masked (below), and the secrets of a line not at all.
-- Source: Right.SHOW_TCKN, Right.SHOW_PIN, Right.MAKE_CHANGES, Right.SEE_ABSENCE_KIND, Right.EDIT_ROTA.
REVOKE SELECT ON absences, change_drafts, duties, import_changes, line_secrets, officers, reachability_seeds, review_keys,
  wishes FROM {database}_user;
GRANT SELECT ON absences, change_drafts, duties, import_changes, line_secrets, officers, reachability_seeds, review_keys,
  wishes TO {database}_administrator, {database}_clerk;

-- The trail, the keys, and what only the owner or a function below writes.
REVOKE INSERT, UPDATE, DELETE ON alembic_version, audit_entries, audit_heads, audit_keys, closings, impossible_rows,
  key_slots, role_acts, users FROM {database}_administrator, {database}_clerk;
GRANT INSERT ON audit_entries TO {database}_user;
GRANT UPDATE ON audit_heads TO {database}_user;
GRANT INSERT, UPDATE ON users TO {database}_administrator;
GRANT UPDATE (slot_generation) ON users TO {database}_user;
GRANT INSERT, UPDATE, DELETE ON key_slots TO {database}_administrator;
GRANT UPDATE (slot_id, generation, time_cost, memory_kib, parallelism, salt, nonce, wrapped, public, sealed, proof)
  ON key_slots TO {database}_user;

-- What only an administrator changes.
-- Source: Right.EDIT_DIRECTORATE, Right.MANAGE_RETENTION, Right.APPROVE_ROTA.
REVOKE INSERT, UPDATE, DELETE ON case_kinds, case_terms, destruction_items, destructions, directorates,
  duty_patterns, retention_periods, retention_reviews, rota_files, rota_limits, signatories, units
  FROM {database}_clerk;
REVOKE INSERT ON rota_notices FROM {database}_clerk;
-- On what a month rests, and that it is published, is written by who approves.
REVOKE UPDATE ON rota_months FROM {database}_clerk;
GRANT UPDATE (version) ON rota_months TO {database}_clerk;
-- A swap that was urgent waits for its approval; here a clerk only takes it back.
REVOKE UPDATE ON swaps FROM {database}_clerk;
GRANT UPDATE (undone_at, version) ON swaps TO {database}_clerk;
-- A secret is drawn once: who changes it chooses when lines are called, and breaks the marks of reviewed numbers.
REVOKE UPDATE ON reachability_seeds, review_keys FROM {database}_administrator, {database}_clerk;
-- What of it who approves writes, and nothing else.
GRANT INSERT ON rota_files, rota_notices TO {database}_approver;
GRANT USAGE, SELECT ON SEQUENCE rota_files_id_seq, rota_notices_id_seq TO {database}_approver;
GRANT UPDATE (basis, published, published_at, version) ON rota_months TO {database}_approver;
GRANT UPDATE (approved_at, approved_by, version) ON swaps TO {database}_approver;
-- A roster that is imported brings its institutions, and takes them along when it is undone.
GRANT INSERT, DELETE ON units TO {database}_clerk;

-- What only an administrator removes, when its time is over.
REVOKE DELETE ON call_reviews, case_actions, case_files, case_remainders, case_reminders, case_waivers, changes,
  leaver_accounts, letter_reminders, custody_files, custody_forms, custody_terms, custody_waivers, dispatches, hand_overs, import_changes, imports,
  letter_files, letters, reachability_seeds, review_keys, rota_months, rota_notices, subjects, substitutions, swaps, task_orders
  FROM {database}_clerk;
-- But what was cut from a duty goes when its parts are joined again (below); what it was cut from stays as it is.
REVOKE UPDATE ON duties FROM {database}_clerk;
GRANT UPDATE (starts_at, ends_at, person_id, vehicle_id, reason, overruled, is_locked, version)
  ON duties TO {database}_clerk;
GRANT DELETE ON duties TO {database}_clerk;
-- Drafts that are too old go when somebody signs in.
GRANT DELETE ON form_drafts TO {database}_user;

-- Masks: views for who only looks, called as the tables that they cover. They come first on everybody's path
-- (db/server.py), and are passed over by who may not use them.

GRANT USAGE ON SCHEMA alo183_masked TO {database}_director, {database}_auditor;
DO $do$
DECLARE
  covered record;
BEGIN
  FOR covered IN WITH masks (in_table, in_column, shown) AS (VALUES
    ('officers', 'tckn', $$CAST(substr(tckn, 1, 3) || '••••••' || substr(tckn, 10, 2) AS varchar(11))$$),
    ('officers', 'personal_mobile',
      $$CAST(rpad(left(personal_mobile, -{hidden}), length(personal_mobile), '•') AS varchar(16))$$),
    -- That somebody is away; what an exemption is about is needed by the rules.
    ('absences', 'kind', $$CAST(CASE WHEN kind IN ('night_exempt', 'duty_exempt') THEN kind ELSE 'annual' END
      AS varchar(32))$$),
    -- Why a rule was overruled may tell what somebody is away for.
    ('duties', 'reason', $$CAST('' AS varchar(300))$$),
    -- For what somebody wishes is read by who plans the month alone.
    ('wishes', 'person_id', $$CAST(NULL AS integer)$$),
    -- What an import replaced: the numbers of the roster, and what is read at the desk alone.
    ('import_changes', 'before', $$CASE WHEN json_typeof(before) = 'object'
      THEN CAST(CAST(before AS jsonb) - '{tckn,personal_mobile,pin,puk}'::text[] AS json) ELSE before END$$),
    -- By which the numbers of reviewed calls would be found, and when a line is called.
    ('review_keys', 'key', $$CAST(NULL AS bytea)$$),
    ('reachability_seeds', 'seed', $$CAST(NULL AS bytea)$$),
    -- What is being typed; a list tells only whether it puts a letter right.
    ('change_drafts', 'form', $$json_build_object('corrects_letter_id', form -> 'corrects_letter_id')$$)
  ) SELECT tables.in_table,
      string_agg(coalesce(shown || ' AS ', '') || quote_ident(attname), ', ' ORDER BY attnum) AS columns
    FROM (SELECT DISTINCT in_table FROM masks) tables
    JOIN pg_attribute ON attrelid = format('public.%I', in_table)::regclass AND attnum > 0 AND NOT attisdropped
    LEFT JOIN masks ON masks.in_table = tables.in_table AND in_column = attname
    GROUP BY tables.in_table LOOP
    EXECUTE format('DROP VIEW IF EXISTS alo183_masked.%I', covered.in_table);
    EXECUTE format('CREATE VIEW alo183_masked.%1$I AS SELECT %2$s FROM public.%1$I', covered.in_table, covered.columns);
  END LOOP;
END $do$;
GRANT SELECT ON ALL TABLES IN SCHEMA alo183_masked TO {database}_director, {database}_auditor;

-- For the reasons of calls, which must be the same for everybody: whether a call was to an officer's private number.
-- Of a call that is stored, not of any number: by asking for each in turn, a masked one would be read.
CREATE OR REPLACE FUNCTION alo183_is_private(call_id integer) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.officers JOIN public.call_records ON number = personal_mobile
    WHERE call_records.id = call_id)
$$;
REVOKE ALL ON FUNCTION alo183_is_private(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alo183_is_private(integer) TO {database}_user;

-- Large objects belong to no table, and anybody could fill the disk with them. Only a superuser may close that.

DO $$
BEGIN
  IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;
  END IF;
END $$;

-- What somebody was given beside their role goes.

DO $$
DECLARE
  somebody text;
  what text;
BEGIN
  FOR somebody IN SELECT u.rolname FROM pg_auth_members m
    JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles u ON u.oid = m.member
    WHERE g.rolname = '{database}_known' AND u.rolname <> current_user
  LOOP
    FOREACH what IN ARRAY ARRAY[
      'SCHEMA', 'ALL TABLES IN SCHEMA', 'ALL SEQUENCES IN SCHEMA', 'ALL ROUTINES IN SCHEMA'
    ] LOOP
      EXECUTE format('REVOKE ALL ON %s public, alo183_masked FROM %I', what, somebody);
    END LOOP;
  END LOOP;
END $$;

-- Rows: who sees and changes which; the owner is bound by none of these policies.

ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE duties ENABLE ROW LEVEL SECURITY;
ALTER TABLE form_drafts ENABLE ROW LEVEL SECURITY;
ALTER TABLE key_slots ENABLE ROW LEVEL SECURITY;
ALTER TABLE rota_months ENABLE ROW LEVEL SECURITY;
ALTER TABLE swaps ENABLE ROW LEVEL SECURITY;
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
DO $$
DECLARE found record;
BEGIN
  FOR found IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP POLICY %I ON public.%I', found.policyname, found.tablename);
  END LOOP;
END $$;

CREATE POLICY reads_own ON key_slots FOR SELECT
  USING (login = current_user OR pg_has_role(current_user, '{database}_administrator', 'MEMBER'));
CREATE POLICY changes_own ON key_slots FOR UPDATE
  USING (login = current_user OR pg_has_role(current_user, '{database}_administrator', 'MEMBER'));
CREATE POLICY adds ON key_slots FOR INSERT
  WITH CHECK (pg_has_role(current_user, '{database}_administrator', 'MEMBER'));
CREATE POLICY removes ON key_slots FOR DELETE
  USING (pg_has_role(current_user, '{database}_administrator', 'MEMBER'));

CREATE POLICY reads ON users FOR SELECT USING (true);
CREATE POLICY changes_own ON users FOR UPDATE
  USING (login = current_user OR pg_has_role(current_user, '{database}_administrator', 'MEMBER'));
CREATE POLICY adds ON users FOR INSERT
  WITH CHECK (pg_has_role(current_user, '{database}_administrator', 'MEMBER'));

-- What somebody is typing is nobody else's business.
CREATE POLICY own ON form_drafts FOR ALL USING (login = current_user) WITH CHECK (login = current_user);
-- But who is gone never comes back to it: it is removed (access/drafts.py, retention).
CREATE POLICY reads_closed ON form_drafts FOR SELECT
  USING (pg_has_role(current_user, '{database}_administrator', 'MEMBER')
    AND EXISTS (SELECT FROM users WHERE users.login = form_drafts.login AND NOT users.is_active));
CREATE POLICY removes_closed ON form_drafts FOR DELETE
  USING (pg_has_role(current_user, '{database}_administrator', 'MEMBER')
    AND EXISTS (SELECT FROM users WHERE users.login = form_drafts.login AND NOT users.is_active));

-- A part of a duty goes when it is joined with another one; a duty goes when its time is over.
CREATE POLICY reads ON duties FOR SELECT USING (true);
CREATE POLICY adds ON duties FOR INSERT WITH CHECK (true);
CREATE POLICY changes ON duties FOR UPDATE USING (true);
CREATE POLICY removes ON duties FOR DELETE
  USING (part_of IS NOT NULL OR pg_has_role(current_user, '{database}_administrator', 'MEMBER'));
-- Who may not publish a month begins it unpublished.
CREATE POLICY reads ON rota_months FOR SELECT USING (true);
CREATE POLICY adds ON rota_months FOR INSERT WITH CHECK (
  published = 0 AND published_at IS NULL OR pg_has_role(current_user, '{database}_approver', 'MEMBER'));
CREATE POLICY changes ON rota_months FOR UPDATE USING (true);
CREATE POLICY removes ON rota_months FOR DELETE USING (true);
-- Who may not approve a swap writes it down without an approval, and takes none back that has one.
CREATE POLICY reads ON swaps FOR SELECT USING (true);
CREATE POLICY adds ON swaps FOR INSERT WITH CHECK (
  approved_at IS NULL AND approved_by = '' OR pg_has_role(current_user, '{database}_approver', 'MEMBER'));
CREATE POLICY changes ON swaps FOR UPDATE
  USING (approved_at IS NULL OR pg_has_role(current_user, '{database}_approver', 'MEMBER'));
CREATE POLICY removes ON swaps FOR DELETE USING (true);

CREATE POLICY reads ON audit_entries FOR SELECT USING (true);
-- Nobody writes in the name of somebody else, nor of a group that they step into, nor with a role that is not theirs.
CREATE POLICY adds_own ON audit_entries FOR INSERT WITH CHECK (
  actor_login = session_user
  AND actor_name = coalesce((SELECT name FROM users WHERE login = session_user), actor_name)
  AND CASE WHEN actor_role IN ('administrator', 'clerk', 'director', 'auditor')
    THEN pg_has_role(session_user, '{database}_' || actor_role, 'MEMBER') ELSE false END);

-- The trail grows at its end, and its head with it.

CREATE OR REPLACE FUNCTION alo183_guard_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The owner brings a whole trail in, as it was.
  IF NOT row_security_active('public.audit_entries') THEN RETURN NEW; END IF;
  PERFORM pg_advisory_xact_lock({trail});
  IF NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM public.audit_entries) THEN
    RAISE EXCEPTION 'the trail grows at its end' USING ERRCODE = '42501';
  END IF;
  -- What no program can read back would end the work of everybody.
  IF json_typeof(NEW.details) <> 'object' OR extract(year FROM NEW.at) NOT BETWEEN 2000 AND 9000
  THEN
    RAISE EXCEPTION 'no entry of the trail looks like this' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION alo183_guard_tail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- An entry behind the head would keep everybody else from adding theirs.
  IF row_security_active('public.audit_entries') AND NOT EXISTS (
    SELECT FROM public.audit_heads WHERE sequence >= NEW.sequence
  ) THEN
    RAISE EXCEPTION 'the head of the trail is its last entry' USING ERRCODE = '42501';
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION alo183_guard_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.id <> OLD.id OR NEW.sequence < OLD.sequence) THEN
    RAISE EXCEPTION 'the head of the trail only goes forward' USING ERRCODE = '42501';
  END IF;
  IF NEW.sequence > 0 AND NOT EXISTS (
    SELECT FROM public.audit_entries WHERE sequence = NEW.sequence AND mac = NEW.mac
  ) THEN
    RAISE EXCEPTION 'the head of the trail is its last entry' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS tr_audit_heads_guard_head ON audit_heads;
CREATE TRIGGER tr_audit_heads_guard_head BEFORE INSERT OR UPDATE ON audit_heads
  FOR EACH ROW EXECUTE FUNCTION alo183_guard_head();
DROP TRIGGER IF EXISTS tr_audit_entries_guard_entry ON audit_entries;
CREATE TRIGGER tr_audit_entries_guard_entry BEFORE INSERT ON audit_entries
  FOR EACH ROW EXECUTE FUNCTION alo183_guard_entry();
DROP TRIGGER IF EXISTS tr_audit_entries_guard_tail ON audit_entries;
CREATE CONSTRAINT TRIGGER tr_audit_entries_guard_tail AFTER INSERT ON audit_entries
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION alo183_guard_tail();

-- Other desks hear which table has changed, but for those that nobody waits for.

CREATE OR REPLACE FUNCTION alo183_tell_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('{channel}', TG_TABLE_NAME); RETURN NULL; END $$;
DO $$
DECLARE heard text;
BEGIN
  FOR heard IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN (
    'alembic_version', 'audit_entries', 'audit_heads', 'audit_keys', 'form_drafts', 'key_slots', 'role_acts'
  ) LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS tr_%1$s_tell ON public.%1$s', heard);
    -- By row: a statement that changed none must not wake every desk.
    EXECUTE format('CREATE TRIGGER tr_%1$s_tell AFTER INSERT OR UPDATE OR DELETE ON public.%1$s '
      'FOR EACH ROW EXECUTE FUNCTION alo183_tell_change()', heard);
  END LOOP;
END $$;

-- What an administrator may do to roles: with it they need no right to make others. Both run with the owner's
-- rights, and look at who asks first. What they did to a role is kept where they change nothing, and stands in the trail.

CREATE OR REPLACE FUNCTION alo183_settle_role(
  wanted_login text, wanted_role text, secret text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  before text;
BEGIN
  IF NOT (pg_has_role(session_user, '{database}_administrator', 'MEMBER') OR session_user = current_user) THEN
    RAISE EXCEPTION 'only an administrator may' USING ERRCODE = '42501';
  END IF;
  IF NOT EXISTS (SELECT FROM public.users WHERE login = wanted_login) THEN
    RAISE EXCEPTION 'no such user' USING ERRCODE = '42501';
  END IF;
  IF wanted_role NOT IN ('administrator', 'clerk', 'director', 'auditor') THEN
    RAISE EXCEPTION 'no such role' USING ERRCODE = '42501';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted_login) THEN
    EXECUTE format('CREATE ROLE %I NOLOGIN', wanted_login);
    EXECUTE format('GRANT {database}_known TO %I', wanted_login);
  -- Who makes a group is a member of it from PostgreSQL 16 on: the owner is none of ours for that.
  ELSIF wanted_login = current_user OR NOT EXISTS (
    SELECT FROM pg_auth_members m
    JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles u ON u.oid = m.member
    WHERE g.rolname = '{database}_known' AND u.rolname = wanted_login
      AND NOT u.rolsuper AND NOT u.rolcreaterole
  ) THEN
    RAISE EXCEPTION 'a role of that name is not ours' USING ERRCODE = 'AL001';
  END IF;
  SELECT one INTO before FROM unnest(ARRAY['administrator', 'clerk', 'director', 'auditor']) one
    WHERE pg_has_role(wanted_login, '{database}_' || one, 'MEMBER');
  -- The owner and superusers are bound by nothing.
  IF EXISTS (SELECT FROM public.users WHERE login = session_user) AND (before IS DISTINCT FROM wanted_role OR secret IS NOT NULL) THEN
    INSERT INTO public.role_acts (at, by_login, user_id, role, has_secret)
      SELECT timezone('UTC', now()), session_user, id, coalesce(wanted_role, ''), secret IS NOT NULL
      FROM public.users WHERE login = wanted_login;
  END IF;
  EXECUTE format(
    'REVOKE {database}_approver, {database}_administrator, {database}_clerk, {database}_director, {database}_auditor '
    'FROM %I', wanted_login
  );
  IF wanted_role IS NULL THEN
    EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', wanted_login);
  ELSE
    EXECUTE format('GRANT %I TO %I', '{database}_' || wanted_role, wanted_login);
    EXECUTE format('ALTER ROLE %I LOGIN', wanted_login);
    IF secret IS NOT NULL THEN
      EXECUTE format('ALTER ROLE %I PASSWORD %L', wanted_login, secret);
    END IF;
  END IF;
END $$;
CREATE OR REPLACE FUNCTION alo183_entry_about(wanted_user integer, wanted text[]) RETURNS integer LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT max(sequence) FROM public.audit_entries
    WHERE xmin = pg_current_xact_id()::xid AND actor_login = session_user
      AND kind = 'user' AND item_id = wanted_user AND action = ANY (wanted)
$$;
CREATE OR REPLACE FUNCTION alo183_find_entry() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  found integer := public.alo183_entry_about(NEW.user_id, CASE WHEN NEW.has_secret
    THEN '{user.added,user.password_set}'::text[] ELSE '{user.added,user.changed}'::text[] END);
BEGIN
  IF found IS NULL THEN
    RAISE EXCEPTION 'what is done to a role stands in the trail' USING ERRCODE = '42501';
  END IF;
  UPDATE public.role_acts SET sequence = found WHERE id = NEW.id;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS tr_role_acts_find_entry ON role_acts;
CREATE CONSTRAINT TRIGGER tr_role_acts_find_entry AFTER INSERT ON role_acts
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION alo183_find_entry();
-- Who is called what, and may do what, is changed with a line in the trail; and a name that was taken for that line alone,
-- and given back within the same transaction, would be a name that nobody has. Savepoints have transaction ids of their
-- own, later than that of the whole.
CREATE OR REPLACE FUNCTION alo183_guard_user() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.users WHERE login = session_user) THEN RETURN NULL; END IF;
  IF public.alo183_entry_about(NEW.id, '{user.added,user.changed,record.destroyed}') IS NULL THEN
    RAISE EXCEPTION 'what is changed of a user stands in the trail' USING ERRCODE = '42501';
  END IF;
  IF NEW.login = session_user AND EXISTS (
    SELECT FROM public.audit_entries
    WHERE age(xmin) <= age(pg_current_xact_id()::xid) AND actor_login = session_user AND actor_name <> NEW.name
  ) THEN
    RAISE EXCEPTION 'nobody writes into the trail under a name for the moment' USING ERRCODE = '42501';
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS tr_users_guard_user ON users;
CREATE CONSTRAINT TRIGGER tr_users_guard_user AFTER UPDATE OF name, role, is_active ON users
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.name, OLD.role, OLD.is_active) IS DISTINCT FROM (NEW.name, NEW.role, NEW.is_active))
  EXECUTE FUNCTION alo183_guard_user();
DROP TRIGGER IF EXISTS tr_users_guard_new_user ON users;
CREATE CONSTRAINT TRIGGER tr_users_guard_new_user AFTER INSERT ON users
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION alo183_guard_user();
-- Which password of a user is the newest, and which one others chose, decides what opens and what must be changed at once.
CREATE OR REPLACE FUNCTION alo183_guard_generation() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.users WHERE login = session_user)
    OR NEW.login = session_user AND NEW.given_generation = OLD.given_generation
  THEN RETURN NULL; END IF;
  IF public.alo183_entry_about(NEW.id, '{user.added,user.password_set}') IS NULL THEN
    RAISE EXCEPTION 'what is done to a password stands in the trail' USING ERRCODE = '42501';
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS tr_users_guard_generation ON users;
CREATE CONSTRAINT TRIGGER tr_users_guard_generation AFTER UPDATE OF slot_generation, given_generation ON users
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.slot_generation, OLD.given_generation) IS DISTINCT FROM (NEW.slot_generation, NEW.given_generation))
  EXECUTE FUNCTION alo183_guard_generation();
-- By its login the server knows a user: who takes another for a moment would be nobody, whom nothing here binds.
-- Only a closed account loses it, for good, when it is destroyed.
CREATE OR REPLACE FUNCTION alo183_guard_login() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF row_security_active('public.users') AND (
    NEW.id <> OLD.id OR OLD.login = session_user OR OLD.is_active OR NEW.is_active
    OR NEW.login <> format('(%s)', OLD.id)
  ) THEN
    RAISE EXCEPTION 'a user keeps their login' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS tr_users_guard_login ON users;
CREATE TRIGGER tr_users_guard_login BEFORE UPDATE OF id, login ON users
  FOR EACH ROW WHEN ((OLD.id, OLD.login) IS DISTINCT FROM (NEW.id, NEW.login)) EXECUTE FUNCTION alo183_guard_login();
-- Nor does an administrator take another's way to the key, or that of the sheet, without a line in the trail.
CREATE OR REPLACE FUNCTION alo183_guard_slot() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.login = session_user OR NOT EXISTS (SELECT FROM public.users WHERE login = session_user) THEN RETURN NULL; END IF;
  IF OLD.login = '' AND NOT EXISTS (
    SELECT FROM public.audit_entries WHERE xmin = pg_current_xact_id()::xid AND actor_login = session_user
      AND action = 'directorate.recovery_sheet_made'
  ) OR OLD.login <> '' AND public.alo183_entry_about(
    (SELECT id FROM public.users WHERE login = OLD.login), '{user.added,user.changed,user.password_set}'
  ) IS NULL THEN
    RAISE EXCEPTION 'what is done to a slot stands in the trail' USING ERRCODE = '42501';
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS tr_key_slots_guard_slot ON key_slots;
CREATE CONSTRAINT TRIGGER tr_key_slots_guard_slot AFTER UPDATE OR DELETE ON key_slots
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION alo183_guard_slot();
-- Directors approve while the limits of the rota say so, which only an administrator changes.
CREATE OR REPLACE FUNCTION alo183_let_approve() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.director_approves THEN
    GRANT {database}_approver TO {database}_director;
  ELSE
    REVOKE {database}_approver FROM {database}_director;
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS tr_rota_limits_let_approve ON rota_limits;
CREATE TRIGGER tr_rota_limits_let_approve AFTER INSERT OR UPDATE OF director_approves ON rota_limits
  FOR EACH ROW EXECUTE FUNCTION alo183_let_approve();
UPDATE rota_limits SET director_approves = director_approves;
CREATE OR REPLACE FUNCTION alo183_close(wanted_move_id text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT (pg_has_role(session_user, '{database}_administrator', 'MEMBER') OR session_user = current_user) THEN
    RAISE EXCEPTION 'only an administrator may' USING ERRCODE = '42501';
  END IF;
  -- The owner is bound by nothing; for everybody else the move is the last that they did.
  IF session_user <> current_user AND (
    SELECT action FROM public.audit_entries WHERE actor_login = session_user ORDER BY sequence DESC LIMIT 1
  ) IS DISTINCT FROM 'data.move_begun' THEN
    RAISE EXCEPTION 'that the data moves away stands in the trail' USING ERRCODE = '42501';
  END IF;
  INSERT INTO public.closings (id, move_id, at)
    VALUES (1, wanted_move_id, timezone('UTC', now()));
  REVOKE ALL ON ALL TABLES IN SCHEMA public FROM
    {database}_user, {database}_approver, {database}_administrator, {database}_clerk, {database}_director, {database}_auditor;
  DROP SCHEMA IF EXISTS alo183_masked CASCADE;
  GRANT SELECT ON public.closings, public.alembic_version TO {database}_user;
END $$;
REVOKE ALL ON FUNCTION alo183_settle_role(text, text, text), alo183_close(text), alo183_entry_about(integer, text[]),
  alo183_find_entry(), alo183_guard_user(), alo183_guard_generation(), alo183_guard_slot(), alo183_let_approve() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alo183_settle_role(text, text, text), alo183_close(text) TO {database}_administrator;
