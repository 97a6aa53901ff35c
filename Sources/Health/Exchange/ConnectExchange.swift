import Model

/// An exchange that only opens a connection.
struct ConnectExchange: Exchange {
    mutating func opened() -> Move { .done(.passed(.connect)) }
    mutating func received(_ bytes: ArraySlice<UInt8>) -> Move { .done(.passed(.connect)) }
    mutating func ended() -> Move { .done(.passed(.connect)) }
    func expired() -> Finding { .failed(.connect, expected: "a connection", seen: "no answer") }
}
