WITH known AS (SELECT id, city FROM shop.silver.customers)
SELECT k.city, count(*) AS orders, sum(orders.amount) AS amount
FROM shop.silver.orders
JOIN known k ON k.id = shop.silver.orders.customer
GROUP BY k.city
