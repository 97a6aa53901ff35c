/// Any key of a JSON object in a request.
struct RequestKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }

    init?(intValue: Int) { nil }

    /// Throws an error for an object with other keys than these.
    static func require(_ names: [String], in decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: RequestKey.self)
        guard let unknown = object.allKeys.first(where: { !names.contains($0.stringValue) }) else {
            return
        }
        throw DecodingError.dataCorrupted(
            .init(
                codingPath: decoder.codingPath,
                debugDescription: "it has an unknown key \"\(unknown.stringValue.prefix(100))\""))
    }
}
