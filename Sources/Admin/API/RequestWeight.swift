/// A weight in a request: a whole number that is not negative.
///
/// One that is beyond every range is read as the greatest number, which the edit refuses as it
/// refuses others that are too large.
struct RequestWeight: Decodable {
    let number: Int

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        let number: Double
        // Most weights are small; larger ones than an Int holds are numbers of JSON too.
        if let small = try? value.decode(Int.self) {
            number = Double(small)
            self.number = small
        } else {
            number = try value.decode(Double.self)
            self.number = Int(exactly: number) ?? .max
        }
        guard number >= 0, number == number.rounded() else {
            throw DecodingError.dataCorruptedError(
                in: value, debugDescription: "a weight is a whole number from 0 on")
        }
    }
}
