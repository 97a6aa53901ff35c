import Model

extension SpecDecoder {
    /// `safety.windows`.
    mutating func changeWindows(_ object: ObjectReader<SafetyFields>) -> [ChangeWindow] {
        let windows = objects(.windows, of: object) { $0.changeWindow($1) }
        if let node = object[.windows], tree.node(node).kind == .sequence,
            tree.node(node).count == 0
        {
            report(
                .changeWindow, at: node, "windows",
                "without a window no edit would ever be applied",
                hint: "write a window, or remove the key for edits at any time")
        }
        return windows
    }

    private mutating func changeWindow(_ node: NodeIndex) -> ChangeWindow? {
        guard let object = object(node, as: ChangeWindowFields.self) else { return nil }
        var window = ChangeWindow()
        if let list = object[.days] {
            window.days = []
            for days in elements(.days, of: object, { $0.days($1, $2) }) {
                window.days.formUnion(days)
            }
            if tree.node(list).kind == .sequence, tree.node(list).count == 0 {
                report(
                    .changeWindow, at: list, "days", "a window without a day never opens",
                    hint: "write `days: mon-fri`, or remove the key for every day")
            }
        }
        if let node = object[.hours], let text = text(.hours, of: object) {
            if let hours = ChangeWindow.Hours(text) {
                window.hours = hours
            } else {
                report(
                    .changeWindow, at: node, "hours",
                    "\"\(text.quotable)\" is not the begin and end of a window",
                    hint: "write `hours: 22:00-04:00`; the whole day is `hours: 00:00-24:00`")
            }
        }
        if let node = object[.timeZone], let name = text(.timeZone, of: object) {
            window.timeZone = name
            if !TimeZoneRules.isName(name) {
                report(
                    .changeWindow, at: node, "timeZone",
                    "\"\(name.quotable)\" is not the name of a time zone",
                    hint: "write a name such as Europe/Berlin; `timedatectl list-timezones` lists "
                        + "them")
            }
        }
        return window
    }

    /// A day, or a range of days; nil, with a finding: it is neither.
    private mutating func days(_ node: NodeIndex, _ field: Field) -> Set<Weekday>? {
        guard let text = text(node, field, 3...7) else { return nil }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
            .map { Weekday(rawValue: String($0)) }
        if ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1] {
            return Weekday.days(from: first, to: last)
        }
        report(
            .changeWindow, at: node, field.key, "\"\(text.quotable)\" is no day of the week",
            hint: "write \(Weekday.allCases.map(\.rawValue).joined(separator: ", ")), or a range "
                + "such as mon-fri")
        return nil
    }
}
