SELECT id, customer, amount, _source_file, _source_record
FROM shop.bronze.orders
