import Addresses

/// The fields of an object, with checks of their kinds and ranges.
///
/// Unknown fields are ignored: the sender may be of a later version.
struct JSONFields {
    private let fields: [String: JSONValue]
    let place: String

    init(_ value: JSONValue, at place: String) throws(UnfitField) {
        guard case .object(let fields) = value else { throw UnfitField(place, "object expected") }
        self.fields = fields
        self.place = place
    }

    /// The value of a field; null counts as absent.
    func value(_ name: String) -> JSONValue? {
        fields[name] == .null ? nil : fields[name]
    }

    func unfit(_ name: String, _ reason: String) -> UnfitField {
        UnfitField(place.isEmpty ? name : "\(place).\(name)", reason)
    }

    func text(_ name: String, default preset: String? = nil) throws(UnfitField) -> String {
        switch value(name) ?? preset.map({ .text($0) }) {
        case .text(let text) where !text.isEmpty && text.utf8.count <= 255: return text
        default: throw unfit(name, "text of 1 to 255 bytes expected")
        }
    }

    func optionalText(_ name: String) throws(UnfitField) -> String? {
        value(name) == nil ? nil : try text(name)
    }

    func number(
        _ name: String, in range: ClosedRange<Int>, default preset: Int? = nil
    ) throws(UnfitField) -> Int {
        switch value(name) ?? preset.map({ .number($0) }) {
        case .number(let number) where range.contains(number): return number
        default:
            throw unfit(name, "number from \(range.lowerBound) to \(range.upperBound) expected")
        }
    }

    func flag(_ name: String, default preset: Bool? = nil) throws(UnfitField) -> Bool {
        switch value(name) ?? preset.map({ .flag($0) }) {
        case .flag(let flag): return flag
        default: throw unfit(name, "true or false expected")
        }
    }

    /// A time in milliseconds.
    func duration(
        _ name: String, in range: ClosedRange<Int>, default preset: Duration
    ) throws(UnfitField) -> Duration {
        guard value(name) != nil else { return preset }
        return .milliseconds(try number(name, in: range))
    }

    /// A time in milliseconds; nil: there is none.
    func optionalDuration(_ name: String) throws(UnfitField) -> Duration? {
        value(name) == nil ? nil : try duration(name, in: 0...Int.max, default: .zero)
    }

    /// A value whose form is a text: an address, a prefix.
    func parsed<Value: LosslessStringConvertible>(
        _ name: String, as type: Value.Type
    ) throws(UnfitField) -> Value {
        guard let value = Value(try text(name)) else { throw unfit(name, "no \(type)") }
        return value
    }

    /// The object of a field.
    func object(_ name: String) throws(UnfitField) -> JSONFields {
        guard let value = value(name) else { throw unfit(name, "object expected") }
        return try JSONFields(value, at: place.isEmpty ? name : "\(place).\(name)")
    }

    /// The elements of a list; an absent one is empty.
    func list<Element>(
        _ name: String, limit: Int,
        _ element: (JSONValue, String) throws(UnfitField) -> Element
    ) throws(UnfitField) -> [Element] {
        guard let value = value(name) else { return [] }
        guard case .list(let values) = value, values.count <= limit else {
            throw unfit(name, "list of at most \(limit) elements expected")
        }
        var elements: [Element] = []
        for (index, value) in values.enumerated() {
            let path = place.isEmpty ? name : "\(place).\(name)"
            elements.append(try element(value, "\(path)[\(index)]"))
        }
        return elements
    }

    /// The first elements of a list, without those that can't be used: those of a status may be of
    /// a later version.
    func known<Element>(
        _ name: String, limit: Int,
        _ element: (JSONValue, String) throws(UnfitField) -> Element
    ) -> [Element] {
        guard case .list(let values)? = value(name) else { return [] }
        // An element of another form is one that this version does not know.
        return values.prefix(limit).compactMap { try? element($0, name) }
    }

    /// The first texts of a list, as ``known(_:limit:_:)``.
    func knownTexts(_ name: String, limit: Int) -> [String] {
        known(name, limit: limit) { value, place throws(UnfitField) in
            guard case .text(let text) = value else { throw UnfitField(place, "text expected") }
            return text
        }
    }

    /// A list of values whose form is a text.
    func parsedList<Value: LosslessStringConvertible>(
        _ name: String, limit: Int, as type: Value.Type
    ) throws(UnfitField) -> [Value] {
        try list(name, limit: limit) { value, place throws(UnfitField) in
            guard case .text(let text) = value, text.utf8.count <= 255, let value = Value(text)
            else { throw UnfitField(place, "no \(type)") }
            return value
        }
    }
}
