import Foundation
import Model
import Planning
import Seeds
import Testing

/// Openings and closings of change windows.
@Suite("Change windows")
struct WindowScheduleTests {
    /// A zone with two changes of its offset a year, at local times that the windows meet.
    private static func rules(_ random: inout SeededNumbers) -> TimeZoneRules {
        let standard = random.pick([-36_000, -12_600, 0, 3_600, 20_700, 37_800])
        var time: Int64 = 1_700_000_040
        var isSummer = false
        var transitions: [TimeZoneRules.Transition] = []
        for _ in 0..<6 {
            time += Int64(Int.random(in: 1...12, using: &random)) * 43_200
            isSummer.toggle()
            let jump = random.pick([1_800, 3_600, 86_400])
            transitions.append(
                .init(time: time, offset: isSummer ? standard + jump : standard))
        }
        return TimeZoneRules(first: standard, transitions)
    }

    private static func window(_ zone: String, _ random: inout SeededNumbers) -> ChangeWindow {
        let days = Set(Weekday.allCases.filter { _ in random.oneIn(2) })
        var hours = ChangeWindow.Hours.all
        let begin = Int.random(in: 0..<48, using: &random) * 30
        let end = Int.random(in: 1...48, using: &random) * 30
        if begin != end, !random.oneIn(5) { hours = .init(begin: begin, end: end) }
        return ChangeWindow(days: days.isEmpty ? [.sat] : days, hours: hours, timeZone: zone)
    }

    /// Whether the windows have this minute, by a table of the minutes of a week.
    private static func table(_ window: ChangeWindow) -> [Bool] {
        var minutes = Array(repeating: false, count: 7 * 1_440)
        for day in window.days {
            let start = day.ordinal * 1_440 + window.hours.begin
            var length = window.hours.end - window.hours.begin
            if length < 0 { length += 1_440 }
            for minute in start..<start + length { minutes[minute % minutes.count] = true }
        }
        return minutes
    }

    @Test("the next opening and closing are those of a walk by minutes", arguments: 0..<100)
    func walk(_ seed: Int) {
        var random = SeededNumbers(seed: seed)
        let zones = ["A", "B"].map { ($0, Self.rules(&random)) }
        let windows = (0...Int.random(in: 0...2, using: &random)).map { _ in
            Self.window(random.pick(["A", "B"]), &random)
        }
        let tables = windows.map(Self.table)
        let rules = Dictionary(uniqueKeysWithValues: zones)
        let schedule = WindowSchedule(windows) { rules[$0] }
        func isOpen(_ second: Int64) -> Bool {
            zip(windows, tables).contains { window, table in
                let local = second + Int64(rules[window.timeZone]?.offset(at: second) ?? 0)
                // 1970-01-05 was a Monday.
                return table[Int((local / 60 - 4 * 1_440) % Int64(table.count))]
            }
        }
        let start = 1_700_000_040 + Int64(Int.random(in: 0..<10_000, using: &random)) * 60
        let wasOpen = isOpen(start)
        #expect(schedule.isOpen(at: start) == wasOpen)
        let end = start + 16 * 86_400
        var expected: Int64?
        for second in stride(from: start, to: end, by: 60) where isOpen(second) != wasOpen {
            expected = second
            break
        }
        let (opening, closing) = (schedule.opening(at: start), schedule.closing(at: start))
        #expect((wasOpen ? opening : closing) == start)
        let change = wasOpen ? closing : opening
        #expect(change == expected || expected == nil && (change ?? end) >= end)
    }

    @Test("windows that never close, and windows of unknown time zones, which never open")
    func ends() {
        let always = WindowSchedule([ChangeWindow()]) { _ in .utc }
        #expect(always.closing(at: 0) == nil)
        let never = WindowSchedule([ChangeWindow(timeZone: "A/B")]) { _ in nil }
        #expect(never.opening(at: 0) == nil)
        #expect(never.words(for: 0) == nil)
    }

    @Test(
        "days and hours are read as they are written",
        arguments: [
            ("22:00-04:00", 1_320, 240), ("0:00-24:00", 0, 1_440), ("08:00-0:00", 480, 1_440),
            ("09:30-17:45", 570, 1_065),
        ])
    func hours(_ text: String, _ begin: Int, _ end: Int) {
        #expect(ChangeWindow.Hours(text) == .init(begin: begin, end: end))
    }

    @Test(
        "other texts are no hours",
        arguments: [
            "", "22-04", "22:00", "22:00-22:00", "24:00-04:00", "08:60-09:00", "08:00-25:00",
            "08:00-24:01", "-1:00-02:00", "08:00-09:00-10:00", "8:0-9:00", "٠٨:00-09:00",
        ])
    func noHours(_ text: String) {
        #expect(ChangeWindow.Hours(text) == nil)
    }

    @Test("a range of days can pass Sunday")
    func ranges() {
        #expect(Weekday.days(from: .fri, to: .mon) == [.fri, .sat, .sun, .mon])
        #expect(Weekday.days(from: .mon, to: .mon) == [.mon])
    }

    private static let berlin = "/usr/share/zoneinfo/Europe/Berlin"

    @Test(
        "a window in the hour that the clock skips, and in the one that it repeats",
        .enabled(if: FileManager.default.fileExists(atPath: berlin)))
    func summerTime() throws {
        let file = Array(try Data(contentsOf: URL(filePath: Self.berlin)))
        let rules = try #require(TimeZoneRules(file: file))
        func schedule(_ hours: String) throws -> WindowSchedule {
            let window = ChangeWindow(
                hours: try #require(ChangeWindow.Hours(hours)), timeZone: "Europe/Berlin")
            return WindowSchedule([window]) { _ in rules }
        }
        func second(_ month: Int, _ day: Int, _ hour: Int, _ minute: Int) -> Int64 {
            CivilTime(year: 2026, month: month, day: day, hour: hour, minute: minute, second: 0)
                .seconds
        }
        // 2026-03-29: 02:00 CET is 03:00 CEST, so this window is not there.
        let skipped = try schedule("02:15-02:45")
        #expect(skipped.opening(at: second(3, 28, 12, 0)) == second(3, 30, 0, 15))
        #expect(skipped.words(for: second(3, 30, 0, 15)) == "Mon 02:15 Europe/Berlin")
        // It ends at the jump.
        let cut = try schedule("01:30-02:30")
        #expect(cut.closing(at: second(3, 29, 0, 30)) == second(3, 29, 1, 0))
        // 2026-10-25: 03:00 CEST is 02:00 CET, so this one is there twice.
        let repeated = try schedule("02:15-02:45")
        #expect(repeated.opening(at: second(10, 24, 12, 0)) == second(10, 25, 0, 15))
        #expect(repeated.closing(at: second(10, 25, 0, 15)) == second(10, 25, 0, 45))
        #expect(repeated.opening(at: second(10, 25, 0, 45)) == second(10, 25, 1, 15))
        // Beyond the table of the file, by the rule at its end.
        let late = CivilTime(year: 2090, month: 7, day: 1, hour: 0, minute: 0, second: 0).seconds
        #expect(rules.offset(at: late) == 7_200)
    }

    @Test("a file of a time zone that is cut or changed is refused, and never traps")
    func damaged() throws {
        guard let data = FileManager.default.contents(atPath: Self.berlin) else { return }
        let file = Array(data)
        var random = SeededNumbers(seed: 11)
        for length in stride(from: 0, to: file.count, by: 7) {
            _ = TimeZoneRules(file: Array(file.prefix(length)))
        }
        for _ in 0..<300 {
            var changed = file
            for _ in 0..<3 {
                changed[Int.random(in: 0..<file.count, using: &random)] = .random(
                    in: 0...255, using: &random)
            }
            _ = TimeZoneRules(file: changed)
        }
        #expect(TimeZoneRules(file: Array("TZif".utf8)) == nil)
    }

    @Test("only changes of states and weights are operations of servers")
    func operations() {
        var spec = Spec()
        var service = Service(name: "web", key: "tcp 10.0.0.1:80")
        service.servers = [RealServer(name: "a", address: "10.1.0.1")]
        spec.services = [service]
        var next = spec
        #expect(ServerOperation.differing(from: spec, to: next) == [])
        next.services[0].servers[0].state = .drain
        next.services[0].servers[0].weight = 5
        #expect(
            ServerOperation.differing(from: spec, to: next) == [
                .state(service: "web", server: "a", .drain),
                .weight(service: "web", server: "a", 5),
            ])
        next.services[0].servers[0].address = "10.1.0.2"
        #expect(ServerOperation.differing(from: spec, to: next) == nil)
        next = spec
        next.services[0].servers = []
        #expect(ServerOperation.differing(from: spec, to: next) == nil)
        next = spec
        next.safety.windows = [ChangeWindow()]
        #expect(ServerOperation.differing(from: spec, to: next) == nil)
    }
}
