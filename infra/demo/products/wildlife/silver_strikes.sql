SELECT struck_on, airport, state, species, size, damage, cost_total_usd AS cost_usd, _source_file, _source_record
FROM wildlife.bronze.strikes
