SELECT id, city, version, op AS _op
FROM shop.bronze.customers
