import Model

extension SpecDecoder {
    /// A duration; the default when the key is missing or wrong.
    mutating func duration<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> DurationText {
        let definition = definition(field)
        guard case .duration(let rule) = definition.kind else {
            preconditionFailure("\(definition.key) is read as the duration that it is")
        }
        let given = object[field].flatMap { duration($0, definition, rule) }
        return given ?? DurationText(ArraySlice(definition.fallbackText.utf8))
            ?? DurationText(0, .seconds)
    }

    /// A duration in whole seconds; the default when the key is missing or wrong.
    mutating func seconds<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> Int {
        duration(field, of: object).milliseconds / 1_000
    }

    /// A duration; nil when the key is missing or wrong.
    mutating func optionalDuration<Fields: ObjectFields>(
        _ field: Fields, of object: ObjectReader<Fields>
    ) -> Duration? {
        object.has(field) ? duration(field, of: object).duration : nil
    }

    /// A duration; nil, with a diagnostic, when the value is invalid.
    mutating func duration(
        _ node: NodeIndex, _ field: Field, _ rule: DurationRule
    ) -> DurationText? {
        guard let bytes = scalar(node, field) else { return nil }
        guard let duration = DurationText(bytes) else {
            let text = String(decoding: bytes, as: UTF8.self)
            let meant = DurationText.intended(by: bytes)
            let hasUnit = bytes.contains { !$0.isDigit }
            report(
                .malformed, at: node, field.key,
                hasUnit
                    ? "\"\(field.key)\" has to be a number with a unit, not \"\(text.quotable)\""
                    : "\"\(field.key)\" has to have a unit",
                hint: (hasUnit ? nil : rule.hint(forNumber: bytes)) ?? meant.map { "write \($0)" }
                    ?? "units are ms, s, m, h and d: 500ms, 10s, 5m, 2h, 1d")
            return nil
        }
        guard rule.range.contains(duration) else {
            report(
                .outOfRange, at: node, field.key,
                "\"\(field.key)\" has to be in \(rule.range.lowerBound)...\(rule.range.upperBound);"
                    + " this is \(duration)")
            return nil
        }
        guard !rule.wholeSeconds || duration.milliseconds % 1_000 == 0 else {
            report(
                .outOfRange, at: node, field.key,
                "\"\(field.key)\" has to be whole seconds, since the kernel counts those; this is "
                    + "\(duration)")
            return nil
        }
        return duration
    }
}

extension DurationRule {
    /// A hint for a number without a unit; nil: only seconds make sense.
    ///
    /// HAProxy counts in milliseconds, most other programs in seconds. The hint names both if both
    /// are in range.
    fileprivate func hint(forNumber digits: ArraySlice<UInt8>) -> String? {
        guard (1...DurationText.digitLimit).contains(digits.count),
            digits.count == 1 || digits.first != UInt8(ascii: "0"), !wholeSeconds
        else { return nil }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        let (thin, thick) = (DurationText(number, .milliseconds), DurationText(number, .seconds))
        if isOfKernel, range.contains(thin) {
            return "write \(thin): the kernel's numbers count milliseconds"
        }
        guard range.contains(thin), isOfHAProxy || number >= 1_000 else { return nil }
        let whole = DurationText(number / 1_000, .seconds)
        let isWhole = number % 1_000 == 0 && number > 0
        var readings = ["\(thin)" + (isWhole ? ", which is \(whole)" : "")]
        // Thousands are never meant as seconds.
        if range.contains(thick), number < 1_000 || !isOfHAProxy { readings.append("\(thick)") }
        if !isOfHAProxy { readings.reverse() }
        let words = "write " + readings.joined(separator: ", or ")
        return isOfHAProxy ? words + ": HAProxy's numbers count milliseconds" : words
    }
}
