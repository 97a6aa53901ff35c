import Model

/// An exchange that only opens a connection.
struct ConnectExchange: Exchange {
    mutating func opened() -> Turn { .done(.passed(.connect)) }
    mutating func received(_ bytes: ArraySlice<UInt8>) -> Turn { .done(.passed(.connect)) }
    mutating func ended() -> Turn { .done(.passed(.connect)) }
    func expired() -> Finding { .failed(.connect, expected: "a connection", seen: "no answer") }
}
