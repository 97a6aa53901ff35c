import Foundation
import Model
import Seeds
import Testing

@Suite("Civil time")
struct CivilTimeTests {
    @Test(
        "timestamps are RFC 3339 in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400_007, "2000-02-29T00:00:00.007Z"),
            (1_795_410_734_031, "2026-11-23T05:12:14.031Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
            (-30_610_224_000_000, "1000-01-01T00:00:00.000Z"),
        ])
    func rows(milliseconds: Int64, text: String) {
        #expect(timestamp(milliseconds) == text)
        let time = CivilTime(milliseconds: milliseconds)
        #expect(time.timestamp == text.prefix(19) + "Z")
        #expect(time.seconds == Int64((Double(milliseconds) / 1_000).rounded(.down)))
        #expect(CivilTime(timestamp: text)?.seconds == time.seconds)
        #expect(CivilTime(timestamp: time.timestamp)?.seconds == time.seconds)
    }

    @Test(
        "texts that are no timestamp, and days that do not exist, are refused",
        arguments: [
            "", "2026", "2026-11-29", "2026-11-29T12:00:00", "2026-11-29T12:00:00+", "2026-02-29T0",
            "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-29T24:00:00Z",
            "2026-11-29 12:00:00Z", "2026-11-29T12:00:00.x31Z", "2026-11-29T12:00:00,031Z",
            "-026-11-29T12:00:00Z", "2026-11-29T12:00:00.031+", "٢٠٢٦-11-29T12:00:00Z",
        ])
    func refused(text: String) {
        #expect(CivilTime(timestamp: text) == nil)
    }

    @Test("times of the years 0 to 9999 are those of Foundation, and lead back to their seconds")
    func foundation() {
        let format = ISO8601DateFormatter()
        var dice = SeededNumbers(seed: 1)
        for _ in 0..<2_000 {
            // The calendar of Foundation is Julian before October 1582.
            let seconds = Int64.random(in: -12_219_292_800...253_402_300_799, using: &dice)
            let time = CivilTime(milliseconds: seconds * 1_000 + 999)
            let date = Date(timeIntervalSince1970: Double(seconds))
            #expect(time.timestamp == format.string(from: date))
            #expect(time.seconds == seconds)
            let again = CivilTime(
                year: time.year, month: time.month, day: time.day, hour: time.hour,
                minute: time.minute, second: time.second)
            #expect(again.seconds == seconds && again.weekday == time.weekday)
        }
    }

    @Test("dates of mail as in RFC 5322, in years before and after 1970")
    func mail() {
        let rows: [(Int64, String)] = [
            (0, "Thu, 1 Jan 1970 00:00:00 +0000"), (-1, "Wed, 31 Dec 1969 23:59:59 +0000"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 +0000"),
            (1_795_410_734, "Mon, 23 Nov 2026 05:12:14 +0000"),
        ]
        for (seconds, text) in rows {
            #expect(CivilTime(milliseconds: seconds * 1_000).mailDate == text)
        }
    }
}
