import VRRP

extension PacketAuthentication {
    /// Decodes the authentication of a group; `window` 0 accepts any time that grows.
    init(_ fields: JSONFields, interval: Duration) throws(UnfitField) {
        self.init(
            keys: try fields.list("keys", limit: Self.keyLimit) {
                value, place throws(UnfitField) in
                let fields = try JSONFields(value, at: place)
                let id = UInt8(try fields.number("id", in: 1...255))
                guard let key = PacketKey(id: id, text: try fields.text("key")) else {
                    throw fields.unfit("key", "32 to 64 bytes expected, as text or hex:DIGITS")
                }
                return key
            }, interval: interval)
        if let value = fields.value("window") {
            window =
                value == .number(0)
                ? nil : try fields.duration("window", in: 1000...300_000, default: .zero)
        }
        let mode = try fields.text("mode", default: mode.rawValue)
        guard let mode = Mode(rawValue: mode) else {
            throw fields.unfit("mode", "enforce, permissive or receiveOnly expected")
        }
        self.mode = mode
    }

    func check(at place: String) throws(UnfitField) {
        guard (1...Self.keyLimit).contains(keys.count), Set(keys.map(\.id)).count == keys.count
        else { throw UnfitField("\(place).keys", "1 to 8 keys with unique numbers expected") }
        guard window.map(Self.windows.contains) ?? true else {
            throw UnfitField("\(place).window", "1 s...300 s expected")
        }
    }

    var json: JSONValue {
        .fields([
            "keys": .list(
                keys.map { .fields(["id": .number(Int($0.id)), "key": .text($0.text)]) }),
            "window": window.map { .milliseconds($0) } ?? .number(0), "mode": .text(mode.rawValue),
        ])
    }
}
