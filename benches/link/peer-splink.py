#!/usr/bin/env python3
"""The task of names.toml with Splink on DuckDB, as its documentation does such a task: blocking rules, u by random
sampling, m by expectation and maximisation, links from a match probability on.

    pip install splink; benches/link/peer-splink.py target/names [LIMIT_OF_THREADS]

Prints seconds, the greatest memory, precision, recall and F1: of all pairs over 0.5, the best one for each record."""
import resource
import sys
import time

try:
    import duckdb
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink import DuckDBAPI
except ImportError as error:
    sys.exit(f"skipped: {error}; pip install splink")

folder = sys.argv[1]
started = time.monotonic()
connection = duckdb.connect()
connection.execute(f"SET threads = {int(sys.argv[2]) if len(sys.argv) > 2 else 2}")
for side in "ab":
    # names in one order without accents and signs: the cleaning that its documentation advises
    connection.execute(f"""
        CREATE TABLE {side} AS
        WITH plain AS (SELECT id AS unique_id, lower(strip_accents(name)) AS name, year, lower(strip_accents(city)) AS city
                       FROM read_csv('{folder}/{side}.csv', types = {{'year': 'INT'}})),
             parts AS (SELECT *, CASE WHEN name LIKE '%,%' THEN trim(split_part(name, ',', 2)) ELSE split_part(name, ' ', 1) END AS first,
                              CASE WHEN name LIKE '%,%' THEN trim(split_part(name, ',', 1))
                                   ELSE trim(substr(name, length(split_part(name, ' ', 1)) + 1)) END AS last FROM plain)
        SELECT unique_id, replace(first, '.', '') AS first, last, year, city FROM parts""")
api = DuckDBAPI(connection)
tables = [api.register(side) if hasattr(api, "register") else side for side in "ab"]
settings = SettingsCreator(
    link_type="link_only",
    unique_id_column_name="unique_id",
    blocking_rules_to_generate_predictions=[
        block_on("last", "year"),
        block_on("first", "last"),
        block_on("year", "city"),
        block_on("first", "year"),
        block_on("last", "city"),
        block_on("first", "city"),
    ],
    comparisons=[
        cl.JaroWinklerAtThresholds("first", [0.92, 0.8]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("last", [0.92, 0.8]).configure(term_frequency_adjustments=True),
        cl.CustomComparison(
            output_column_name="year",
            comparison_levels=[
                {"sql_condition": "year_l IS NULL OR year_r IS NULL", "label_for_charts": "missing", "is_null_level": True},
                {"sql_condition": "year_l = year_r", "label_for_charts": "same"},
                {"sql_condition": "abs(year_l - year_r) = 1", "label_for_charts": "one apart"},
                {"sql_condition": "ELSE", "label_for_charts": "other"},
            ],
        ),
        cl.JaroWinklerAtThresholds("city", [0.92]).configure(term_frequency_adjustments=True),
    ],
)
linker = Linker(tables, settings)
linker.training.estimate_probability_two_random_records_match([block_on("first", "last", "year")], recall=0.5)
linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
linker.training.estimate_parameters_using_expectation_maximisation(block_on("last", "year"))
linker.training.estimate_parameters_using_expectation_maximisation(block_on("first", "city"))
found = linker.inference.predict(threshold_match_probability=0.5)
connection.execute(f"""
    CREATE TABLE pairs AS
    SELECT CASE WHEN unique_id_l LIKE 'a%' THEN unique_id_l ELSE unique_id_r END AS a,
           CASE WHEN unique_id_l LIKE 'a%' THEN unique_id_r ELSE unique_id_l END AS b, match_weight AS weight
    FROM {found.physical_name}""")
best = "(SELECT a, b FROM pairs QUALIFY row_number() OVER (PARTITION BY b ORDER BY weight DESC, a) = 1 AND row_number() OVER (PARTITION BY a ORDER BY weight DESC, b) = 1)"
links = connection.execute(f"SELECT count(*) FROM {best}").fetchone()[0]
seconds = time.monotonic() - started
right, known = connection.execute(
    f"SELECT (SELECT count(*) FROM {best} JOIN read_csv('{folder}/truth.csv') USING (a, b)), (SELECT count(*) FROM read_csv('{folder}/truth.csv'))"
).fetchone()
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
precision, recall = right / max(links, 1), right / known
print(f"splink\t{seconds:.1f} s\t{memory:.0f} MiB\tprecision {precision:.4f}\trecall {recall:.4f}\tF1 {2 * precision * recall / (precision + recall):.4f}")
