/// Returns a time in the format of RFC 3339, in UTC with milliseconds: `2026-11-23T05:12:14.031Z`.
///
/// - Parameter milliseconds: since 1970-01-01T00:00:00Z.
public func timestamp(_ milliseconds: Int64) -> String {
    CivilTime(milliseconds: milliseconds).preciseTimestamp
}
