/// Returns a number with its noun: "1 service", "2 services".
///
/// - Parameter many: the plural; nil: the noun with an `s`.
public func counted(_ count: Int, _ noun: String, _ many: String? = nil) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(many ?? noun + "s")"
}
