"""OpenRedress (消费维权服务平台): carries a consumer's dispute from the first word to a result both sides can prove."""

__version__ = "0.1.0"
