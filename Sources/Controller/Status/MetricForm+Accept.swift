import Admin

extension MetricForm {
    /// Chooses the form that a client prefers: OpenMetrics 1.0.0 if it names it and does not want
    /// Prometheus's text more, else Prometheus's text.
    ///
    /// - Parameter header: the header `Accept`; nil: none.
    ///
    /// Source: RFC 9110 section 12.5.1.
    init(preferredBy header: String?) {
        var (open, plain) = (0.0, 0.0)
        for range in (header ?? "").split(separator: ",") {
            let parts = range.split(separator: ";").map { part in
                part.filter { $0 != " " && $0 != "\t" }.lowercased()
            }
            func value(_ name: String) -> String? {
                parts.dropFirst().first { $0.hasPrefix("\(name)=") }.map {
                    String($0.dropFirst(name.count + 1).filter { $0 != "\"" })
                }
            }
            let weight = value("q").map { Double($0) ?? 0 } ?? 1
            switch parts.first {
            case "application/openmetrics-text":
                // Another version has another form.
                guard value("version").map({ $0 == "1.0.0" }) ?? true else { continue }
                open = max(open, weight)
            case "text/plain": plain = max(plain, weight)
            default: continue
            }
        }
        self = open > 0 && open >= plain ? .openMetrics : .text
    }
}
