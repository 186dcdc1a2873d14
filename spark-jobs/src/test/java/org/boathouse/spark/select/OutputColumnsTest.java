package org.boathouse.spark.select;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputColumnsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int | bigint | true",
                "bigint | int | false",
                "int | double | true",
                "float | double | true",
                "double | decimal(10,2) | false",
                "decimal(8,2) | decimal(10,2) | true",
                "decimal(10,2) | decimal(8,2) | false",
                "date | timestamp | true",
                "timestamp | date | false",
                "bigint | string | false",
                "void | string | true",
                "string | date | false",
                "array<int> | array<bigint> | true",
                "map<string,bigint> | map<string,int> | false",
                "struct<a:int,b:int> | struct<a:bigint,b:int> | true",
                "struct<a:int,b:int> | struct<b:int,a:int> | false",
                "struct<a:int> | struct<a:int,b:int> | false"
            })
    void onlyCastsThatLoseNothingFit(String from, String to, boolean fits) {
        assertEquals(fits, OutputColumns.fits(DataType.fromDDL(from), DataType.fromDDL(to)));
    }
}
